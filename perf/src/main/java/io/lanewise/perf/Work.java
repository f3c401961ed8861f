package io.lanewise.perf;

import java.util.function.Supplier;

/** Something to time whose arrays are ready. */
public interface Work {
    /** Does the work once. */
    void run();

    /** What {@link #run} computed, all of it or a sample made by {@link Data#sample}; empty for what has no peer. */
    default double[] result() {
        return new double[0];
    }

    /** Work that leaves its result where {@code result} finds it. */
    static Work of(Runnable run, Supplier<double[]> result) {
        return new Work() {
            @Override
            public void run() {
                run.run();
            }

            @Override
            public double[] result() {
                return result.get();
            }
        };
    }

    /** Work that leaves its result in an array. */
    static Work into(Object array, Runnable run) {
        return of(run, () -> Data.sample(array));
    }
}
