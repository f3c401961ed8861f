package io.lanewise.perf.subjects;

import io.lanewise.expr.WeightFormat;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.MatMul;
import io.lanewise.kernels.product.PackedWeight;
import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.perf.Work;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.QuantizedWeight;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;

/** A few rows by constant weights of few bits that lie in memory, not in a cache, beside the same weights in f32. */
public final class StoredProducts {
    private static final int[] ROWS = {1, 16};
    private static final int N = 768;
    private static final int K = 3072;

    /** The bytes of all copies of a weight together: more than caches hold. */
    private static final long MEMORY = 128L << 20;

    private StoredProducts() {}

    static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (int m : ROWS) {
            for (WeightFormat format : WeightFormat.values()) {
                var task = new Task.StoredProduct(format, m, N, K);
                double flops = 2.0 * m * N * K;
                double read = bytes(format, N, K) + 4.0 * m * K;
                Cost cost = m == 1 ? Cost.memory(flops, read, 4.0 * m * N) : Cost.arithmetic(flops, read, 4.0 * m * N);
                subjects.add(Subject.of("linear", "%dx%dx%d".formatted(m, N, K), format.lower(), cost, () -> work(task))
                        .beside(task, 1e-4)
                        .everyday(m == 1));
            }
        }
        return subjects;
    }

    private static double bytes(WeightFormat format, int n, int k) {
        return switch (format) {
            case F16, BF16 -> 2.0 * n * k;
            case I8 -> n * (k + 4.0);
            case Q8_0, Q4_0 -> (double) n * k / WeightFormat.BLOCK * format.blockBytes();
        };
    }

    /** The rows, row-major. */
    public static float[] rows(int m, int k) {
        return Data.floats(m * k, 1);
    }

    /** The weight. */
    public static QuantizedWeight weight(WeightFormat format, int n, int k) {
        return QuantizedWeight.of(format, Tensor.wrap(Data.floats(n * k, 2), DType.F32, Shape.of(n, k)));
    }

    /** How many copies of a weight of some bytes are taken in turn. */
    public static int copies(long bytes) {
        return (int) Math.max(2, MEMORY / bytes);
    }

    /** Work whose runs take one copy after the other. */
    public static Work inTurn(int copies, float[] result, IntConsumer run) {
        return Work.into(result, new Runnable() {
            private int next;

            @Override
            public void run() {
                run.accept(next);
                next = (next + 1) % copies;
            }
        });
    }

    private static Work work(Task.StoredProduct task) {
        int m = task.m();
        int n = task.n();
        int k = task.k();
        float[] x = rows(m, k);
        var weight = weight(task.format(), n, k);
        PackedWeight[] copies = new PackedWeight[copies((long) bytes(task.format(), n, k))];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = packed(weight);
        }
        float[] c = new float[m * n];
        return inTurn(copies.length, c, i -> MatMul.run(m, x, 0, k, 1, copies[i], c, 0, n, Epilogue.STORE));
    }

    private static PackedWeight packed(QuantizedWeight weight) {
        int n = weight.outputs();
        int k = weight.inputs();
        Object data = weight.data().toArray();
        return switch (weight.format()) {
            case F16, BF16 -> PackedWeight.halves(weight.format(), n, k, (short[]) data, 0, k, 1);
            case I8 -> {
                var scales = Objects.requireNonNull(weight.scales()).toFloatArray();
                yield PackedWeight.bytes(n, k, (byte[]) data, 0, scales, 0);
            }
            case Q8_0, Q4_0 -> PackedWeight.blocks(weight.format(), n, k, (byte[]) data, 0);
        };
    }
}
