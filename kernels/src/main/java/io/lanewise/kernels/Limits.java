package io.lanewise.kernels;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What one core of this machine can do at best, measured: the yardstick of the benchmarks. Each figure takes about a
 * few tenths of a second.
 */
public final class Limits {
    /** A round is this long; the measuring ends once so many rounds have not been faster. */
    private static final long ROUND_NANOS = 2_000_000;

    private static final int ROUNDS_WITHOUT_GAIN = 40;

    private static final long MOMENT_NANOS = 1_000_000;

    /** Time for the compilers, which a machine with other work to do may exceed. */
    private static final long COMPILER_NANOS = 300_000_000;

    private static final long PATIENCE_NANOS = 20_000_000_000L;

    /** A run that allocates more is not compiled yet: its vectors are objects. */
    private static final long COLD_BYTES = 16 << 10;

    private static final int STEPS = 1024;
    private static final double SCALAR_FLOPS = 16.0 * STEPS;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static volatile double sink;

    private Limits() {}

    /** Operations a second of fused multiply-adds in f32, two for each, with vectors where they are used. */
    public static double flopsF32() {
        return Cpu.simd() ? VectorLimits.FLOPS_F32 / seconds(() -> sink = VectorLimits.f32()) : scalarFlops();
    }

    /** What {@link #flopsF32} would find if it looked for a millisecond alone; too little, until it is compiled. */
    public static double flopsNow() {
        long start = System.nanoTime();
        long runs = 0;
        long nanos;
        do {
            sink = Cpu.simd() ? VectorLimits.f32() : scalar();
            runs++;
            nanos = System.nanoTime() - start;
        } while (nanos < MOMENT_NANOS);
        return 1e9 * runs * (Cpu.simd() ? VectorLimits.FLOPS_F32 : SCALAR_FLOPS) / nanos;
    }

    /** The same as {@link #flopsF32} in f64. */
    public static double flopsF64() {
        return Cpu.simd() ? VectorLimits.FLOPS_F64 / seconds(() -> sink = VectorLimits.f64()) : scalarFlops();
    }

    private static double scalarFlops() {
        return SCALAR_FLOPS / seconds(() -> sink = scalar());
    }

    /** Bytes a second, read and written, of copying between two arrays that have {@code bytes} in all. */
    public static double copyBytes(int bytes) {
        float[] from = new float[Math.max(16, bytes / 8)];
        float[] to = new float[from.length];
        return 8.0
                * from.length
                / seconds(() -> {
                    System.arraycopy(from, 0, to, 0, from.length);
                    sink = to[0];
                });
    }

    /** Bytes a second of reading an array that has {@code bytes}, with vectors where they are used. */
    public static double readBytes(int bytes) {
        float[] from = new float[Math.max(1024, bytes / 4) & -1024];
        return 4.0 * from.length / seconds(() -> sink = Cpu.simd() ? VectorLimits.sum(from) : sum(from));
    }

    /** The seconds that a piece of work takes at best, once it is hot. */
    public static double seconds(Runnable work) {
        long times = 1;
        double best = Double.MAX_VALUE;
        int idle = 0;
        long begin = System.nanoTime();
        boolean cold = true;
        while (cold || idle < ROUNDS_WITHOUT_GAIN) {
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (long i = 0; i < times; i++) {
                work.run();
            }
            long end = System.nanoTime();
            long nanos = Math.max(1, end - start);
            double each = 1e-9 * nanos / times;
            idle = each < 0.998 * best ? 0 : idle + 1;
            best = Math.min(best, each);
            boolean boxes = (THREADS.getCurrentThreadAllocatedBytes() - bytes) / times > COLD_BYTES;
            cold = end - begin < (boxes ? PATIENCE_NANOS : COMPILER_NANOS);
            times = Math.max(1, Math.min(2 * times, times * ROUND_NANOS / nanos));
        }
        return best;
    }

    /** In four parts, so that an addition seldom waits for another. */
    private static float sum(float[] from) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        for (int i = 0; i < from.length; i += 4) {
            a += from[i];
            b += from[i + 1];
            c += from[i + 2];
            d += from[i + 3];
        }
        return a + b + c + d;
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
