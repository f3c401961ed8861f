package io.lanewise.tensor.cpu;

import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.IntegerProduct;
import io.lanewise.kernels.product.IntegerWeight;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs products of bytes. */
final class IntegerRun {
    private IntegerRun() {}

    /** What a packed right operand depends on beside the elements. */
    private record Key(int offset, int n, int k, int row, int column) {}

    /** What zero points that are kept depend on beside the elements. */
    private record Points(int offset, int n, int step) {}

    /** a [..., m, k], b [..., k, n], their zero points [..., m or 1, 1] and [..., 1, n or 1]. */
    static void matmul(List<Tensor> in, Tensor out) {
        var a = in.get(0);
        var b = in.get(1);
        var zero = in.get(2);
        var otherZero = in.get(3);
        int rank = out.dim();
        int m = out.size(-2);
        int n = out.size(-1);
        int k = a.size(-1);
        var c = (int[]) HeapStorage.arrayOf(out);
        var loop = StridedLoop.of(
                out.shape().slice(0, rank - 2),
                new int[][] {leading(out), leading(a), leading(b), leading(zero), leading(otherZero)},
                new int[] {out.offset(), a.offset(), b.offset(), zero.offset(), otherZero.offset()});
        loop.runInOrder((at, count) -> {
            for (int i = 0; i < count; i++) {
                int w = at[2] + i * loop.innerStep(2);
                IntegerProduct.run(
                        m,
                        bytes(a, at[1] + i * loop.innerStep(1), a.stride(rank - 2), a.stride(rank - 1)),
                        zeros(zero, at[3] + i * loop.innerStep(3), rank - 2),
                        weight(b, w, n, k, b.stride(rank - 2), b.stride(rank - 1), rank == 2),
                        zeros(otherZero, at[4] + i * loop.innerStep(4), rank - 1),
                        c,
                        at[0] + i * loop.innerStep(0),
                        n);
            }
        });
    }

    /** x [..., k], w [n, k], its scales and zero points, and optionally b [n], and then a function of each element. */
    static void linear(List<Tensor> in, Tensor out, Op.@Nullable Map activation) {
        var x = MatMulRun.rows(in.getFirst());
        var w = in.get(1);
        var epilogue = Epilogue.STORE;
        if (in.size() > 4) {
            var bias = in.get(4).contiguous();
            epilogue = Epilogue.bias(HeapStorage.arrayOf(bias), bias.offset());
        }
        if (activation != null) {
            epilogue = MapRun.then(epilogue, activation, out.dtype().element());
        }
        int n = w.size(0);
        IntegerProduct.dynamic(
                x.size(0),
                (float[]) HeapStorage.arrayOf(x),
                x.offset(),
                x.stride(0),
                x.stride(1),
                weight(w, w.offset(), n, x.size(1), w.stride(1), w.stride(0), true),
                ofWeights(in.get(3)),
                floats(in.get(2)),
                (float[]) HeapStorage.arrayOf(out),
                out.offset(),
                n,
                epilogue);
    }

    private static int[] leading(Tensor t) {
        return Arrays.copyOf(t.strides(), t.dim() - 2);
    }

    private static IntegerProduct.Bytes bytes(Tensor t, int offset, int row, int column) {
        return new IntegerProduct.Bytes((byte[]) HeapStorage.arrayOf(t), offset, row, column, t.dtype() == DType.U8);
    }

    /** The operand [k, n] in panels, which stay with a matrix whose elements do not change unseen. */
    private static IntegerWeight weight(Tensor t, int offset, int n, int k, int row, int column, boolean keep) {
        var storage = (HeapStorage) t.storage();
        if (!keep || !storage.isOwn()) {
            return IntegerProduct.pack(n, k, bytes(t, offset, row, column));
        }
        return (IntegerWeight) storage.derived(
                new Key(offset, n, k, row, column), () -> IntegerProduct.pack(n, k, bytes(t, offset, row, column)));
    }

    /** The elements of a vector in an array of their own, which is not to be changed. */
    private static float[] floats(Tensor t) {
        var array = (float[]) HeapStorage.arrayOf(t);
        boolean whole = t.offset() == 0 && t.isContiguous() && array.length == t.elements();
        return whole ? array : t.toFloatArray();
    }

    /** A vector of zero points, which stay with it if its elements do not change unseen. */
    private static int[] ofWeights(Tensor zeros) {
        var storage = (HeapStorage) zeros.storage();
        if (!storage.isOwn()) {
            return zeros(zeros, zeros.offset(), 0);
        }
        return (int[]) storage.derived(
                new Points(zeros.offset(), zeros.size(0), zeros.stride(0)), () -> zeros(zeros, zeros.offset(), 0));
    }

    /** The zero points along an axis, from an offset on; one, where all are equal. */
    private static int[] zeros(Tensor t, int offset, int axis) {
        var array = (byte[]) HeapStorage.arrayOf(t);
        int mask = t.dtype() == DType.U8 ? 0xff : -1;
        var zeros = new int[t.size(axis)];
        boolean equal = zeros.length > 0;
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = array[offset + i * t.stride(axis)] & mask;
            equal &= zeros[i] == zeros[0];
        }
        return equal ? Arrays.copyOf(zeros, 1) : zeros;
    }
}
