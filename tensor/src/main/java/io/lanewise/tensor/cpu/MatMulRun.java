package io.lanewise.tensor.cpu;

import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.MatMul;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs matrix products. */
final class MatMulRun {
    private MatMulRun() {}

    /** [..., m, k] x [..., k, n] with equal leading sizes. */
    static void matmul(Tensor a, Tensor b, Tensor out) {
        int rank = a.dim();
        int m = a.size(-2);
        int k = a.size(-1);
        int n = b.size(-1);
        if (!a.dtype().isFloat()) {
            integers(a, b, out);
            return;
        }
        var packed = rank == 2 ? ConstantWeights.of(b, false) : null;
        if (packed != null) {
            MatMul.run(
                    m,
                    HeapStorage.arrayOf(a),
                    a.offset(),
                    a.stride(0),
                    a.stride(1),
                    packed,
                    HeapStorage.arrayOf(out),
                    out.offset(),
                    n,
                    Epilogue.STORE);
            return;
        }
        var outer = a.shape().slice(0, rank - 2);
        var type = a.dtype().element();
        var x = HeapStorage.arrayOf(a);
        var y = HeapStorage.arrayOf(b);
        var z = HeapStorage.arrayOf(out);
        var batches = StridedLoop.of(
                outer,
                new int[][] {
                    Arrays.copyOf(out.strides(), rank - 2),
                    Arrays.copyOf(a.strides(), rank - 2),
                    Arrays.copyOf(b.strides(), rank - 2)
                },
                new int[] {out.offset(), a.offset(), b.offset()});
        int[] sa = a.strides();
        int[] sb = b.strides();
        batches.runInOrder((at, count) -> MatMul.batch(
                type,
                count,
                m,
                n,
                k,
                x,
                at[1],
                batches.innerStep(1),
                sa[rank - 2],
                sa[rank - 1],
                y,
                at[2],
                batches.innerStep(2),
                sb[rank - 2],
                sb[rank - 1],
                z,
                at[0],
                batches.innerStep(0),
                n,
                Epilogue.STORE));
    }

    /** x [..., k], w [n, k] and optionally b [n], and then a function of each element. */
    static void linear(List<Tensor> in, Tensor out, Op.@Nullable Map activation) {
        var w = in.get(1);
        var x = rows(in.getFirst());
        if (!x.dtype().isFloat()) {
            throw new DTypeException("linear: expected floats, not " + x.dtype());
        }
        var epilogue = Epilogue.STORE;
        if (in.size() > 2) {
            var bias = in.get(2).contiguous();
            epilogue = Epilogue.bias(HeapStorage.arrayOf(bias), bias.offset());
        }
        if (activation != null) {
            epilogue = MapRun.then(epilogue, activation, x.dtype().element());
        }
        var packed = ConstantWeights.of(w, true);
        if (packed != null) {
            MatMul.run(
                    x.size(0),
                    HeapStorage.arrayOf(x),
                    x.offset(),
                    x.stride(0),
                    x.stride(1),
                    packed,
                    HeapStorage.arrayOf(out),
                    out.offset(),
                    w.size(0),
                    epilogue);
            return;
        }
        MatMul.run(
                x.dtype().element(),
                x.size(0),
                w.size(0),
                x.size(1),
                HeapStorage.arrayOf(x),
                x.offset(),
                x.stride(0),
                x.stride(1),
                HeapStorage.arrayOf(w),
                w.offset(),
                w.stride(1),
                w.stride(0),
                HeapStorage.arrayOf(out),
                out.offset(),
                w.size(0),
                epilogue);
    }

    /** [..., k] as a matrix. */
    static Tensor rows(Tensor x) {
        if (x.dim() == 2) {
            return x;
        }
        try (var _ = GradMode.noGrad()) {
            return x.reshape(x.elements() / Math.max(x.size(-1), 1), x.size(-1));
        }
    }

    /** Products of integers: sums of k products in i64, then cut to the type. */
    private static void integers(Tensor a, Tensor b, Tensor out) {
        if (a.dtype() == DType.BOOL) {
            throw new DTypeException("matmul: not defined for bool; convert with to(DType)");
        }
        int m = a.size(-2);
        int k = a.size(-1);
        int n = b.size(-1);
        var x = a.toLongArray();
        var y = b.toLongArray();
        var z = new long[out.elements()];
        for (int batch = 0; batch < z.length / (m * n); batch++) {
            for (int i = 0; i < m; i++) {
                for (int t = 0; t < k; t++) {
                    long factor = x[(batch * m + i) * k + t];
                    for (int j = 0; j < n; j++) {
                        z[(batch * m + i) * n + j] += factor * y[(batch * k + t) * n + j];
                    }
                }
            }
        }
        CopyRun.run(Tensor.wrap(z, DType.I64, out.shape()), out);
    }
}
