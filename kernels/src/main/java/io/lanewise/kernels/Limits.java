package io.lanewise.kernels;

import java.util.function.DoubleSupplier;

/**
 * What one core of this machine can do at best, measured: the yardstick of the benchmarks. Each figure takes about a
 * few tenths of a second.
 */
public final class Limits {
    /** A round is this long; the measuring ends once so many rounds have not been faster, but leaves the compiler time. */
    private static final long ROUND_NANOS = 2_000_000;

    private static final int ROUNDS_WITHOUT_GAIN = 50;
    private static final long COMPILER_NANOS = 400_000_000;
    private static final long PATIENCE_NANOS = 4_000_000_000L;

    private static final int STEPS = 1024;
    private static final double SCALAR_FLOPS = 16.0 * STEPS;

    private static volatile double sink;

    private Limits() {}

    /** Operations a second of fused multiply-adds in f32, two for each, with vectors where they are used. */
    public static double flopsF32() {
        return Cpu.simd() ? best(VectorLimits::f32, VectorLimits.FLOPS_F32) : best(Limits::scalar, SCALAR_FLOPS);
    }

    /** The same in f64. */
    public static double flopsF64() {
        return Cpu.simd() ? best(VectorLimits::f64, VectorLimits.FLOPS_F64) : best(Limits::scalar, SCALAR_FLOPS);
    }

    /** Bytes a second, read and written, of copying between two arrays that have {@code bytes} in all. */
    public static double copyBytes(int bytes) {
        float[] from = new float[Math.max(16, bytes / 8)];
        float[] to = new float[from.length];
        return best(
                () -> {
                    System.arraycopy(from, 0, to, 0, from.length);
                    return to[0];
                },
                8.0 * from.length);
    }

    /** The best rate of any round, where {@code each} is the work of one call. */
    private static double best(DoubleSupplier work, double each) {
        long times = 1;
        double best = 0;
        long begin = System.nanoTime();
        long start = begin;
        for (int idle = 0;
                start - begin < COMPILER_NANOS || (idle < ROUNDS_WITHOUT_GAIN && start - begin < PATIENCE_NANOS);
                idle++) {
            for (long i = 0; i < times; i++) {
                sink = work.getAsDouble();
            }
            long nanos = Math.max(1, System.nanoTime() - start);
            double rate = each * times / nanos * 1e9;
            if (rate > 1.002 * best) {
                idle = 0;
            }
            best = Math.max(best, rate);
            times = Math.max(1, Math.min(2 * times, times * ROUND_NANOS / nanos));
            start = System.nanoTime();
        }
        return best;
    }

    private static double scalar() {
        float x = 1.0001f;
        float y = 0.5f;
        float a = 0;
        float b = 1;
        float c = 2;
        float d = 3;
        float e = 4;
        float f = 5;
        float g = 6;
        float h = 7;
        for (int i = 0; i < STEPS; i++) {
            a = a * x + y;
            b = b * x + y;
            c = c * x + y;
            d = d * x + y;
            e = e * x + y;
            f = f * x + y;
            g = g * x + y;
            h = h * x + y;
        }
        return a + b + c + d + e + f + g + h;
    }
}
