/**
 * How fast the kernels are, beside what this machine can do and beside a native library.
 *
 * <p>{@link io.lanewise.perf.Bench} is the command: it starts several JVMs one after the other, since the same kernel
 * can be slow in one JVM and fast in the next, and prints the typical and the worst of them. Each runs {@link
 * io.lanewise.perf.Worker}, which measures the {@link io.lanewise.perf.Subject}s: every kernel of the list, and matrix
 * products. {@link io.lanewise.perf.MapBenchmark} and {@link io.lanewise.perf.MatMulBenchmark} are for JMH, to look at
 * one of them closely.
 *
 * <p>Invariant: a percentage or a ratio compares two measurements of the same run on one thread.
 */
@NullMarked
package io.lanewise.perf;

import org.jspecify.annotations.NullMarked;
