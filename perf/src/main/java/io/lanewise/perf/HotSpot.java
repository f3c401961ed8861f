package io.lanewise.perf;

import com.sun.management.ThreadMXBean;
import io.lanewise.kernels.WarmUp;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

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
        while (true) {
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (long i = 0; i < times; i++) {
                work.run();
            }
            long end = System.nanoTime();
            double each = (double) Math.max(1, end - start) / times;
            boolean cold = each > LONG_NANOS || (THREADS.getCurrentThreadAllocatedBytes() - bytes) / times > COLD_BYTES;
            boolean compiling = COMPILERS.getTotalCompilationTime() > compiled && end - begin < COMPILING_NANOS;
            compiled = COMPILERS.getTotalCompilationTime();
            if (each < 0.99 * best || compiling || WarmUp.busy()) {
                gained = end;
            }
            best = Math.min(best, each);
            long least = cold ? COLD_LEAST_NANOS : LEAST_NANOS;
            long quiet = cold ? COLD_QUIET_NANOS : QUIET_NANOS;
            if (end - begin > least && end - gained > quiet) {
                return;
            }
            times = (long) Math.clamp(ROUND_NANOS / each, 1, 2.0 * times);
        }
    }
}
