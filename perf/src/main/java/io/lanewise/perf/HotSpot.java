package io.lanewise.perf;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Runs work until the JVM has compiled it, before JMH begins: JMH does not know when vectors stop being objects. */
final class HotSpot {
    private static final long LEAST_NANOS = 300_000_000;

    /** What allocates more in a run, and so much in a nanosecond, has vectors that are objects: it is not compiled yet. */
    private static final long COLD_BYTES = 16 << 10;

    private static final double COLD_BYTES_A_NANO = 0.4;

    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long QUIET_NANOS = 250_000_000;
    private static final long ROUND_NANOS = 2_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private HotSpot() {}

    /** All sides are warmed by the same rule. */
    static void warm(Work work) {
        long begin = System.nanoTime();
        double best = Double.MAX_VALUE;
        long gained = begin;
        long times = 1;
        while (true) {
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (long i = 0; i < times; i++) {
                work.run();
            }
            long end = System.nanoTime();
            double each = (double) Math.max(1, end - start) / times;
            double allocated = (double) (THREADS.getCurrentThreadAllocatedBytes() - bytes) / times;
            boolean boxes = allocated > COLD_BYTES && allocated > COLD_BYTES_A_NANO * each;
            if (each < 0.99 * best) {
                gained = end;
            }
            best = Math.min(best, each);
            if (end - begin > (boxes ? PATIENCE_NANOS : LEAST_NANOS) && end - gained > QUIET_NANOS) {
                return;
            }
            times = (long) Math.clamp(ROUND_NANOS / each, 1, 2.0 * times);
        }
    }
}
