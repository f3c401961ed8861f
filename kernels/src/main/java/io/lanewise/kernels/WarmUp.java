package io.lanewise.kernels;

import java.lang.reflect.Array;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Makes a vector kernel hot beside the program. Until HotSpot's optimizing compiler has done a kernel, its vectors are
 * objects, and it runs a hundred times slower than the scalar variant, whose bits are the same. So the scalar one runs
 * first, and a daemon thread calls the vector one on small data until it is as fast as only compiled code can be.
 *
 * <p>{@code -Dlanewise.warmup=off} uses vectors from the first call on, which is what tests of them want.
 */
public final class WarmUp {
    /** The system property. */
    public static final String PROPERTY = "lanewise.warmup";

    private static final boolean ON = Cpu.simd() && !"off".equals(System.getProperty(PROPERTY));

    /** Operations in a nanosecond that no kernel reaches while its vectors are objects. */
    private static final double COMPILED = 1;

    /** Operations in a nanosecond that only an interpreter stays below. */
    private static final double INTERPRETED = 0.04;

    /** Operations between two looks at the clock, at least: kernels on few elements are over as soon as it was read. */
    private static final double LEAST_OPERATIONS = 1 << 13;

    /** Calls that the profiling compiler waits for are cheap in the interpreter when they do next to nothing. */
    private static final int BRIEF_CALLS = 50;

    /** After so many calls the compiler is at work, and should have the processor. */
    private static final int BUSY_CALLS = 600;

    /** For so long no kernel gets a turn: the program's first answers need the processors more. */
    private static final Duration HEAD_START = Duration.ofMillis(500);

    /** When the program used its first kernel. */
    private static final long STARTED = System.nanoTime();

    /** After this a kernel that is not fast gives way to the one that most work waits for. */
    private static final Duration TURN = Duration.ofMillis(60);

    /** After this a kernel is used whatever its speed. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final ScheduledThreadPoolExecutor THREAD = thread();

    /** Used by that thread alone. */
    private static final List<Heat> UNDER_WAY = new ArrayList<>();

    private WarmUp() {}

    private static ScheduledThreadPoolExecutor thread() {
        var executor = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "lanewise-warm-up");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Whether scalar kernels run until the vector ones are compiled. */
    public static boolean on() {
        return ON;
    }

    /** Whether a vector kernel is being made hot or soon will be: what is timed meanwhile is not the speed to come. */
    public static boolean busy() {
        return THREAD.getActiveCount() > 0 || !THREAD.getQueue().isEmpty();
    }

    /**
     * What a vector kernel does to become hot.
     *
     * @param operations those of the whole
     * @param whole the kernel on data small enough for the first cache, so that every branch of real calls is taken
     * @param brief the kernel on as little as possible
     */
    public record Exercise(double operations, Runnable whole, Runnable brief) {}

    /** A vector kernel that may not be compiled yet. */
    public static final class Kernel {
        private final int worth;
        private final AtomicLong seen = new AtomicLong();
        private volatile boolean ready;

        /** @param worth after how much work the vector kernel pays: in what {@link #use} counts */
        public Kernel(int worth) {
            this.worth = worth;
        }

        /** Whether the vector kernel is fast; for good, once it is. */
        public boolean ready() {
            return ready;
        }

        /** Counts work that the scalar kernel does, and once it is enough has the vector one made hot. */
        public void use(int work, Supplier<Exercise> exercise) {
            long before = seen.getAndAdd(work);
            if (before < worth && before + work >= worth) {
                var heat = new Heat(this, exercise.get());
                long delay = Math.max(0, HEAD_START.toNanos() - (System.nanoTime() - STARTED));
                var _ = THREAD.schedule(() -> begin(heat), delay, TimeUnit.NANOSECONDS);
            }
        }
    }

    private static void begin(Heat heat) {
        UNDER_WAY.add(heat);
        turn();
    }

    /** Heats one kernel for a while; there are as many tasks of this in the queue as kernels under way. */
    private static void turn() {
        Heat heat = Collections.max(UNDER_WAY, Comparator.comparingDouble(Heat::urgency));
        boolean done = true; // also where the kernel fails: then the program's own call shall say so
        try {
            done = heat.turn();
        } finally {
            if (done) {
                UNDER_WAY.remove(heat);
                heat.kernel.ready = true;
            } else {
                THREAD.execute(WarmUp::turn);
            }
        }
    }

    /** An exercise under way. */
    private static final class Heat {
        private final Kernel kernel;
        private final Exercise exercise;
        private final int times;
        private long end;
        private int calls;
        private int turns;

        Heat(Kernel kernel, Exercise exercise) {
            this.kernel = kernel;
            this.exercise = exercise;
            times = (int) Math.clamp(LEAST_OPERATIONS / exercise.operations, 1, LEAST_OPERATIONS);
        }

        /** The work that waits for it, and less with each turn that it had. */
        double urgency() {
            return kernel.seen.doubleValue() / (1 + turns);
        }

        /** Runs the kernel for a while; whether it need not be run again: one that never gets fast is used as it is. */
        boolean turn() {
            turns++;
            long now = System.nanoTime();
            if (calls == 0) {
                end = now + PATIENCE.toNanos();
            }
            long pause = now + TURN.toNanos();
            while (now < end) {
                if (isCompiled()) {
                    return true;
                }
                if (++calls > BUSY_CALLS) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
                now = System.nanoTime();
                if (now > pause) {
                    return false;
                }
            }
            return true;
        }

        private boolean isCompiled() {
            double speed = speed();
            if (speed < INTERPRETED) {
                for (int i = 0; i < BRIEF_CALLS; i++) {
                    exercise.brief.run();
                }
            }
            return speed > COMPILED && speed() > COMPILED;
        }

        /** Operations in a nanosecond. */
        private double speed() {
            long start = System.nanoTime();
            for (int i = 0; i < times; i++) {
                exercise.whole.run();
            }
            return times * exercise.operations / Math.max(1, System.nanoTime() - start);
        }
    }

    /** A length below {@code most}, an even number, that ends like n does: as far beyond a multiple of half of it. */
    public static int shortened(int n, int most) {
        return n < most ? n : most / 2 + n % (most / 2);
    }

    /** A copy of {@code n} elements of an array from an offset on, fewer where it ends before. */
    public static Object copy(Object from, int offset, int n) {
        Object copy = Array.newInstance(from.getClass().getComponentType(), n);
        System.arraycopy(from, offset, copy, 0, Math.min(n, Array.getLength(from) - offset));
        return copy;
    }
}
