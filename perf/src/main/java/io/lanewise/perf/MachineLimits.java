package io.lanewise.perf;

import io.lanewise.kernels.Limits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;

/**
 * The best that a number of threads of this machine were measured to do, together.
 *
 * @param flopsF32 f32 operations a second
 * @param flopsF64 the same in f64
 * @param copies bytes a second, read and written, of copying, by the bytes gone over, a power of two
 * @param reads bytes a second of reading, by the same
 */
public record MachineLimits(double flopsF32, double flopsF64, Map<Integer, Double> copies, Map<Integer, Double> reads) {
    /** The footprints that the chart draws: within the second-level cache, and out of all caches. */
    static final int CACHE = 1 << 18;

    static final int MEMORY = 1 << 28;

    /** Everything is measured again some seconds later, and the better counts: a neighbour may have been at work. */
    private static final int ROUNDS = 3;

    /** Measures, for subjects that go over so many bytes. */
    static MachineLimits measure(int threads, Collection<Integer> footprints) {
        Map<Integer, Double> copies = new TreeMap<>();
        Map<Integer, Double> reads = new TreeMap<>();
        double flopsF32 = 0;
        double flopsF64 = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int bytes : footprints) {
                copies.merge(bytes, together(threads, () -> Limits.copyBytes(bytes / threads)), Math::max);
                reads.merge(bytes, together(threads, () -> Limits.readBytes(bytes / threads)), Math::max);
                flopsF32 = Math.max(flopsF32, together(threads, Limits::flopsF32));
            }
            flopsF64 = Math.max(flopsF64, together(threads, Limits::flopsF64));
        }
        return new MachineLimits(flopsF32, flopsF64, copies, reads);
    }

    /** The power of two that stands for a number of bytes: from the first-level cache to far out of the last. */
    static int footprint(double bytes) {
        int log = (int) Math.round(Math.log(Math.max(1, bytes)) / Math.log(2));
        return 1 << Math.clamp(log, 12, 28);
    }

    private static double together(int threads, DoubleSupplier measure) {
        try (var executor = Executors.newFixedThreadPool(threads)) {
            List<Future<Double>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(executor.submit(measure::getAsDouble));
            }
            double sum = 0;
            for (Future<Double> part : parts) {
                sum += part.get();
            }
            return sum;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("limits: " + e.getMessage(), e);
        }
    }

    /** The seconds that a subject must take: for its operations or for its bytes, whichever are more; 0 if unknown. */
    double least(Subject subject) {
        Cost cost = subject.cost();
        double flops = subject.dtype().equals("f64") ? flopsF64 : flopsF32;
        Double bytes = (cost.reads() ? reads : copies).get(footprint(cost.bytes()));
        return Math.max(cost.flops() / flops, bytes == null ? 0 : cost.bytes() / bytes);
    }
}
