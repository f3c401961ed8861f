package io.lanewise.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads that kernels are split over: {@code -Dlanewise.threads}, by default one for each processor. The calling
 * thread takes part, and helps itself to whatever the others have not begun; it never waits for one that sleeps.
 *
 * <p>How work is divided depends on its size and on the number of threads only, which thread does a part on chance; a
 * kernel's result depends on neither. One call at a time has the helpers: a call from inside a task, or while the pool
 * is busy with another caller's, runs on the calling thread alone. Any thread may call, virtual ones too.
 */
public final class Pool {
    /** The system property that sets the number of threads. */
    public static final String THREADS_PROPERTY = "lanewise.threads";

    /** How long a helper watches for more work before it sleeps: waking it would take about as long. */
    private static final long SPIN_NANOS = 40_000;

    private static final ScopedValue<Integer> LIMIT = ScopedValue.newInstance();
    private static final int SIZE = configuredThreads();
    private static final Helper[] HELPERS = new Helper[SIZE - 1];
    private static final VarHandle CURRENT;

    /** The work that helpers are to join in; null while the pool is free. */
    private static volatile @Nullable Job current;

    static {
        try {
            CURRENT = MethodHandles.lookup().findStaticVarHandle(Pool.class, "current", Job.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        for (int i = 0; i < HELPERS.length; i++) {
            HELPERS[i] = new Helper(i);
            HELPERS[i].start();
        }
    }

    private Pool() {}

    /** How many threads a call made here may use, the calling one included. */
    public static int threads() {
        return LIMIT.isBound() ? Math.min(LIMIT.get(), SIZE) : SIZE;
    }

    /** Runs an action in which calls use at most {@code threads} threads. */
    public static void limit(int threads, Runnable action) {
        if (threads < 1) {
            throw new IllegalArgumentException("limit: " + threads + " threads; expected at least 1");
        }
        ScopedValue.where(LIMIT, Math.min(threads, threads())).run(action);
    }

    /**
     * Runs {@code task} for 0 to {@code tasks - 1} and returns when all have ended. What a task throws is thrown here;
     * tasks that had not begun by then are left out.
     */
    public static void run(int tasks, IntConsumer task) {
        int helpers = Math.min(threads(), tasks) - 1;
        if (helpers > 0 && !(Thread.currentThread() instanceof Helper)) {
            Job job = new Job(task, tasks, helpers);
            if (CURRENT.compareAndSet(null, job)) {
                share(job);
                return;
            }
        }
        for (int i = 0; i < tasks; i++) {
            task.accept(i);
        }
    }

    /**
     * Splits 0 to {@code n - 1} into equal parts, one for each thread but none smaller than {@code grain} unless it is
     * the only one, and runs the task on each. Bounds are multiples of 16 where the grain is 64 or more. Nothing is
     * called when n is 0.
     */
    public static void ranges(long n, long grain, RangeTask task) {
        int parts = (int) Math.min(threads(), n / Math.max(1, grain));
        if (parts <= 1) {
            if (n > 0) {
                task.run(0, n);
            }
            return;
        }
        run(parts, i -> task.run(bound(n, grain, parts, i), bound(n, grain, parts, i + 1)));
    }

    private static long bound(long n, long grain, int parts, int i) {
        if (i == parts) {
            return n;
        }
        long exact = n / parts * i + n % parts * i / parts;
        return grain >= 64 ? exact & -16L : exact;
    }

    private static void share(Job job) {
        try {
            for (int i = 0; i < job.helpers; i++) {
                HELPERS[i].wake();
            }
            job.work();
            job.await();
        } finally {
            current = null;
        }
        job.rethrow();
    }

    private static int configuredThreads() {
        String text = System.getProperty(THREADS_PROPERTY);
        if (text == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(
                    "-Dlanewise.threads=" + text + " is not a number of threads; expected 1 to 9999");
        }
        return Integer.parseInt(text);
    }

    /** One call's tasks. Tasks are claimed in order; the last to end a task wakes the caller if it sleeps. */
    private static final class Job {
        private static final VarHandle NEXT = handle("next", int.class);
        private static final VarHandle LEFT = handle("left", int.class);

        final int helpers;
        private final IntConsumer task;
        private final int tasks;
        private final Thread caller = Thread.currentThread();
        private volatile int next;
        private volatile int left;
        private volatile @Nullable Throwable failure;
        private volatile boolean sleeping;

        Job(IntConsumer task, int tasks, int helpers) {
            this.task = task;
            this.tasks = tasks;
            this.helpers = helpers;
            left = tasks;
        }

        boolean hasWork() {
            return next < tasks;
        }

        void work() {
            while (hasWork()) {
                int i = (int) NEXT.getAndAdd(this, 1);
                if (i >= tasks) {
                    return;
                }
                try {
                    if (failure == null) {
                        task.accept(i);
                    }
                } catch (Throwable e) {
                    failure = e;
                } finally {
                    if ((int) LEFT.getAndAdd(this, -1) == 1 && sleeping) {
                        LockSupport.unpark(caller);
                    }
                }
            }
        }

        void await() {
            long start = System.nanoTime();
            while (left > 0) {
                if (System.nanoTime() - start < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    sleep();
                }
            }
        }

        /** Sleeps until the last task ends. An interrupt neither ends the wait, which must be whole, nor is lost. */
        private void sleep() {
            sleeping = true;
            boolean interrupted = false;
            while (left > 0) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        void rethrow() {
            switch (failure) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
        }

        private static VarHandle handle(String field, Class<?> type) {
            try {
                return MethodHandles.lookup().findVarHandle(Job.class, field, type);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    /** A daemon thread that joins in the pool's current job whenever there is one for it. */
    private static final class Helper extends Thread {
        private final int index;
        private volatile boolean sleeping;

        Helper(int index) {
            super(null, null, "lanewise-" + (index + 1), 0, false);
            this.index = index;
            setDaemon(true);
        }

        @Override
        public void run() {
            long idleSince = System.nanoTime();
            while (true) {
                Job job = current;
                if (job != null && wanted(job)) {
                    job.work();
                    idleSince = System.nanoTime();
                } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    sleeping = true;
                    if (!wanted(current)) {
                        LockSupport.park(Pool.class);
                    }
                    sleeping = false;
                    idleSince = System.nanoTime();
                }
            }
        }

        private boolean wanted(@Nullable Job job) {
            return job != null && index < job.helpers && job.hasWork();
        }

        void wake() {
            if (sleeping) {
                LockSupport.unpark(this);
            }
        }
    }
}
