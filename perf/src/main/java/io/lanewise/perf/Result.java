package io.lanewise.perf;

import org.jspecify.annotations.Nullable;

/**
 * What was measured of a subject in one JVM, or of several: the typical.
 *
 * @param gflops thousand million operations a second
 * @param gbytes thousand million bytes a second
 * @param percent of what this machine could do with that many operations and bytes
 * @param peerRatio the speed beside OpenBLAS's, above 1 where Lanewise is the faster; null without a peer
 * @param worstPercent the percentage of the slowest JVM
 */
record Result(
        String name,
        double gflops,
        double gbytes,
        double percent,
        double worstPercent,
        @Nullable Double peerRatio) {}
