package io.lanewise.tensor.cpu;

import io.lanewise.expr.Reduction;
import io.lanewise.expr.RowFunction;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.RowKernels;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Runs normalizations along the last axis, and their gradients. */
final class NormalizeRun {
    /** Rows whose parts of a scale's gradient are summed by one thread, one after the other; at most so many sums. */
    private static final int ROWS = 64;

    private static final int PARTS = 64;

    private NormalizeRun() {}

    static void forward(Op.Normalize op, List<Tensor> in, Tensor out) {
        var x = in.getFirst().contiguous();
        int n = x.size(-1);
        var operands = new ArrayList<Tensor>();
        operands.add(x);
        operands.add(in.size() > 1 ? in.get(1).contiguous() : constant(1, x.dtype(), n));
        if (op.centered()) {
            operands.add(in.size() > 2 ? in.get(2).contiguous() : constant(0, x.dtype(), n));
        }
        operands.add(out);
        var function = op.centered() ? RowFunction.LAYER_NORM : RowFunction.RMS_NORM;
        RowRun.run(function, x.elements() / n, n, operands, op.eps());
    }

    static void gradient(Op.NormalizeGrad op, List<Tensor> in, Tensor out) {
        var x = in.getFirst().contiguous();
        int n = x.size(-1);
        var scale = in.size() > 2 ? in.get(2).contiguous() : constant(1, x.dtype(), n);
        var function = op.centered() ? RowFunction.LAYER_NORM_GRAD : RowFunction.RMS_NORM_GRAD;
        RowRun.run(function, x.elements() / n, n, List.of(x, in.get(1).contiguous(), scale, out), op.eps());
    }

    private static Tensor constant(double value, DType dtype, int n) {
        return Tensor.full(Shape.of(n), value, dtype);
    }

    /** The rows are cut into parts, by their number alone, and the parts' sums added in order. */
    static void weightGradient(Op.NormalizeWeightGrad op, List<Tensor> in, Tensor out) {
        var x = in.getFirst().contiguous();
        var g = in.get(1).contiguous();
        int size = out.elements();
        int n = x.size(-1);
        int rows = x.elements() / n;
        int parts = Math.clamp(rows / ROWS, 1, PARTS);
        var sums = Recycler.take(x.dtype().carrier(), parts * size);
        Pool.run(parts, part -> {
            int from = (int) ((long) rows * part / parts);
            int until = (int) ((long) rows * (part + 1) / parts);
            addRows(op, x, g, from, until - from, n, sums, part * size);
        });
        var partial = Tensor.wrap(sums, x.dtype(), Shape.of(parts * size)).reshape(parts, size);
        ReduceRun.run(new Op.Reduce(Reduction.SUM, List.of(0), false), partial, out.reshape(size));
        Recycler.give(sums);
    }

    private static void addRows(
            Op.NormalizeWeightGrad op, Tensor x, Tensor g, int from, int rows, int n, Object sums, int at) {
        var source = HeapStorage.arrayOf(x);
        var gradient = HeapStorage.arrayOf(g);
        int until = at + (op.centered() ? 2 * n : n);
        if (sums instanceof float[] floats) {
            Arrays.fill(floats, at, until, 0);
        } else {
            Arrays.fill((double[]) sums, at, until, 0);
        }
        var function = op.centered() ? RowFunction.LAYER_NORM_WEIGHT_GRAD : RowFunction.RMS_NORM_WEIGHT_GRAD;
        var kernel = Objects.requireNonNull(RowKernels.find(function, x.dtype().element()));
        kernel.run(
                new Object[] {source, gradient, sums, sums},
                new int[] {x.offset() + from * n, g.offset() + from * n, at, at + n},
                new int[] {n, n, 0, 0},
                rows,
                n,
                new double[] {op.eps()});
    }
}
