package io.lanewise.perf;

import com.sun.management.ThreadMXBean;
import io.lanewise.kernels.WarmUp;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs work until the JVM has compiled it, before JMH begins: JMH does not know when vectors stop being objects. */
final class HotSpot {
    private static final long LEAST_NANOS = 500_000_000;

    /** A run that allocates more may be one whose vectors are still objects: it gets more time to become faster. */
    private static final long COLD_BYTES = 16 << 10;

    /** So does a run that takes longer: it is of many kernels, and on one processor one may compile for seconds. */
    private static final long LONG_NANOS = 1_000_000;

    private static final long COLD_LEAST_NANOS = 2_500_000_000L;
    private static final long QUIET_NANOS = 250_000_000;
    private static final long COLD_QUIET_NANOS = 2_000_000_000L;
    private static final long ROUND_NANOS = 2_000_000;

    /**
     * How long the compilers may keep work from being measured: some never end, with what they find at every turn. A model of
     * many convolutions takes half a minute on one processor.
     */
    private static final long COMPILING_NANOS = 40_000_000_000L;

    /** The part of a processor that compilers may have left to do: a compilation of half a second counts when it ends. */
    private static final double STILL_COMPILING = 0.1;

    private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");

    /** Where Linux has a folder for each thread. */
    private static final Path LINUX_THREADS = Path.of("/proc/self/task");

    private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private HotSpot() {}

    /** All sides are warmed by the same rule. */
    static void warm(Work work) {
        long begin = System.nanoTime();
        double best = Double.MAX_VALUE;
        long gained = begin;
        long times = 1;
        long compiled = 0;
        long spent = compilersNanos();
        while (true) {
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (long i = 0; i < times; i++) {
                work.run();
            }
            long end = System.nanoTime();
            double each = (double) Math.max(1, end - start) / times;
            boolean cold = each > LONG_NANOS || (THREADS.getCurrentThreadAllocatedBytes() - bytes) / times > COLD_BYTES;
            boolean mayCompile = end - begin < COMPILING_NANOS;
            boolean compiling = mayCompile && COMPILERS.getTotalCompilationTime() > compiled;
            compiled = COMPILERS.getTotalCompilationTime();
            if (each < 0.99 * best || compiling || WarmUp.busy()) {
                gained = end;
                spent = compilersNanos();
            }
            best = Math.min(best, each);
            long least = cold ? COLD_LEAST_NANOS : LEAST_NANOS;
            long quiet = cold ? COLD_QUIET_NANOS : QUIET_NANOS;
            if (end - begin > least && end - gained > quiet) {
                long now = compilersNanos();
                if (!mayCompile || now - spent < STILL_COMPILING * (end - gained)) {
                    return;
                }
                gained = end;
                spent = now;
            }
            times = (long) Math.clamp(ROUND_NANOS / each, 1, 2.0 * times);
        }
    }

    /** The processors' time that the compilers' threads took, one under way too; 0 where it cannot be known. */
    private static long compilersNanos() {
        try (Stream<Path> threads = Files.list(LINUX_THREADS)) {
            return threads.mapToLong(HotSpot::compilerNanos).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long compilerNanos(Path thread) {
        try {
            boolean compiles =
                    COMPILER.matcher(Files.readString(thread.resolve("comm"))).lookingAt();
            String times = compiles ? Files.readString(thread.resolve("schedstat")) : "0";
            return Long.parseLong(times.strip().split(" ")[0]);
        } catch (IOException e) { // the thread has ended
            return 0;
        }
    }
}
