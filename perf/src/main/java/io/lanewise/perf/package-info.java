/**
 * How fast Lanewise is, beside what this machine can do and beside native libraries.
 *
 * <p>A {@link io.lanewise.perf.Task} says what is to be computed, as data. A {@link io.lanewise.perf.Subject} is a task
 * with Lanewise's own work for it and with its cost; a {@link io.lanewise.perf.Peer} is a library that may have work for
 * the same task. The subjects stand by topic in {@code io.lanewise.perf.subjects}, a small file each, and are listed in
 * {@link io.lanewise.perf.subjects.Topics}; to add one, write it there. The peers are found when they are on the class
 * path: OpenBLAS always, oneDNN and libtorch where the project was built with the profile {@code peers}.
 *
 * <p>{@link io.lanewise.perf.Bench} is the command: for each topic and side it starts JVMs ({@link
 * io.lanewise.perf.Worker}), since the same kernel can be fast in one JVM and slow in the next, and prints the typical
 * and the worst of them. All timing is JMH's, in {@link io.lanewise.perf.SubjectBenchmark}, which JMH's own command runs
 * as well. Read {@code Task}, {@code Subject}, {@code SubjectBenchmark}, {@code Bench}.
 *
 * <p>Invariant: a ratio or a percentage compares figures of one run, with the same number of threads, on the same
 * processors, after the results of both sides were found to agree.
 */
@NullMarked
package io.lanewise.perf;

import org.jspecify.annotations.NullMarked;
