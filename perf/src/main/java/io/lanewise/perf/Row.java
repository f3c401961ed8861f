package io.lanewise.perf;

import org.jspecify.annotations.Nullable;

/**
 * A line of the table, and an element of the list that {@code --json} writes. Speeds are rates, more is faster, in
 * {@code unit}; what has no peer or no limit has nulls.
 *
 * @param threads how many threads both sides may use
 * @param ours the median over JVMs of the median within each
 * @param worst the slowest JVM's
 * @param peer the fastest peer's name
 * @param ratio ours to the peer's
 * @param percentOfLimit ours to the best that this machine could do
 */
record Row(
        String kernel,
        String shape,
        String dtype,
        int threads,
        String unit,
        double ours,
        double worst,
        @Nullable String peer,
        @Nullable Double peerValue,
        @Nullable Double ratio,
        @Nullable Double percentOfLimit) {}
