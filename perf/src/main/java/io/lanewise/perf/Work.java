package io.lanewise.perf;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

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

    /** Works one after the other, each so many times. */
    static Work sequence(List<Work> works, List<Integer> times) {
        return of(
                () -> {
                    for (int i = 0; i < works.size(); i++) {
                        for (int time = 0; time < times.get(i); time++) {
                            works.get(i).run();
                        }
                    }
                },
                () -> works.stream()
                        .flatMapToDouble(work -> DoubleStream.of(work.result()))
                        .toArray());
    }
}
