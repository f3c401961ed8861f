package io.lanewise.tensor.cpu;

import io.lanewise.expr.ReduceLayout;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.ReduceKernel;
import io.lanewise.kernels.ReduceKernels;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs reductions. The kept dimensions become rows and the reduced ones a single dimension: as views where strides
 * allow it, else on a copy.
 */
final class ReduceRun {
    /** Elements that are worth waking another thread for. */
    private static final int GRAIN = 1 << 15;

    private ReduceRun() {}

    static void run(Op.Reduce op, Tensor x, Tensor out) {
        if (reducesLast(op, x)) {
            int n = 1;
            for (int axis : op.axes()) {
                n *= x.size(axis);
            }
            reduce(op, x, x.offset(), 1, n, n, out.elements(), out, 0);
            return;
        }
        var order = new ArrayList<Integer>();
        int kept = 1;
        int reduced = 1;
        for (int axis = 0; axis < x.dim(); axis++) {
            if (!op.axes().contains(axis)) {
                order.add(axis);
                kept *= x.size(axis);
            } else {
                reduced *= x.size(axis);
            }
        }
        var shape = new ArrayList<>(order.stream().map(x::size).toList());
        shape.add(reduced);
        order.addAll(op.axes());
        Tensor matrix;
        try (var _ = GradMode.noGrad()) {
            var rows = Engine.run(new Op.Permute(List.copyOf(order)), x)
                    .reshape(shape.stream().mapToInt(Integer::intValue).toArray());
            matrix = rows.isContiguous() ? rows.reshape(kept, reduced) : rows;
        }
        int last = matrix.dim() - 1;
        if (last <= 1) {
            int ld = last == 0 ? 0 : matrix.stride(0);
            reduce(op, matrix, matrix.offset(), matrix.stride(last), ld, reduced, kept, out, 0);
            return;
        }
        int n = reduced;
        // Several kept dimensions: the last of them gives the rows of one call.
        int rows = matrix.size(last - 1);
        var outer = matrix.shape().slice(0, last - 1);
        var strides = matrix.strides();
        var starts =
                StridedLoop.of(outer, new int[][] {outer.denseStrides(), Arrays.copyOf(strides, last - 1)}, new int[] {
                    0, matrix.offset()
                });
        starts.runInOrder((at, count) -> {
            for (int i = 0; i < count; i++) {
                int block = at[0] + i * starts.innerStep(0);
                int offset = at[1] + i * starts.innerStep(1);
                reduce(op, matrix, offset, strides[last], strides[last - 1], n, rows, out, block * rows);
            }
        });
    }

    /** Whether the reduced dimensions are the last ones of a dense tensor, in their order: its rows as they lie. */
    private static boolean reducesLast(Op.Reduce op, Tensor x) {
        int first = x.dim() - op.axes().size();
        for (int i = 0; i < op.axes().size(); i++) {
            if (op.axes().get(i) != first + i) {
                return false;
            }
        }
        return first >= 0 && x.dim() > 0 && x.isContiguous();
    }

    /** Reduces rows that start {@code ld} apart to consecutive results. */
    private static void reduce(
            Op.Reduce op, Tensor x, int offset, int step, int ld, int n, int rows, Tensor out, int outOffset) {
        var type = x.dtype().element();
        var source = HeapStorage.arrayOf(x);
        var target = HeapStorage.arrayOf(out);
        int start = out.offset() + outOffset;
        ReduceKernel columns =
                ld == 1 && step != 1 && rows > 1 ? ReduceKernels.find(op.kind(), type, ReduceLayout.COLUMNS) : null;
        boolean small = (long) rows * n <= GRAIN;
        if (columns != null && small) {
            columns.run(source, offset, 1, step, n, rows, target, start);
            return;
        }
        if (columns != null) {
            // In this layout the kernel's rows are what is reduced.
            Pool.ranges(
                    rows,
                    Math.max(64, GRAIN / Math.max(n, 1)),
                    (from, to) -> columns.run(
                            source, offset + (int) from, 1, step, n, (int) (to - from), target, start + (int) from));
            return;
        }
        var kernel = ReduceKernels.find(op.kind(), type, ReduceLayout.ROWS);
        if (small) {
            kernel.run(source, offset, step, ld, rows, n, target, start);
            return;
        }
        if (rows < Pool.threads() && n >= 2 * GRAIN && type.isFloat() && ReduceKernels.hasBlocks(op.kind())) {
            for (int r = 0; r < rows; r++) {
                reduceLong(op, kernel, source, offset + r * ld, step, n, target, start + r);
            }
            return;
        }
        Pool.ranges(
                rows,
                Math.max(1, GRAIN / Math.max(n, 1)),
                (from, to) -> kernel.run(
                        source, offset + (int) from * ld, step, ld, (int) (to - from), n, target, start + (int) from));
    }

    /** One row on all threads: its blocks are reduced like rows, and their results joined in order. */
    private static void reduceLong(
            Op.Reduce op, ReduceKernel kernel, Object source, int offset, int step, int n, Object target, int at) {
        int blocks = n / ReduceKernels.BLOCK;
        int rest = n % ReduceKernels.BLOCK;
        int count = rest > 0 ? blocks + 1 : blocks;
        int ld = ReduceKernels.BLOCK * step;
        var results = Recycler.take(source.getClass().componentType(), count);
        Pool.ranges(
                blocks,
                GRAIN / ReduceKernels.BLOCK,
                (from, to) -> kernel.run(
                        source,
                        offset + (int) from * ld,
                        step,
                        ld,
                        (int) (to - from),
                        ReduceKernels.BLOCK,
                        results,
                        (int) from));
        if (rest > 0) {
            kernel.run(source, offset + blocks * ld, step, 0, 1, rest, results, blocks);
        }
        if (results instanceof float[] values) {
            ((float[]) target)[at] = ReduceKernels.join(op.kind(), values, 0, count);
        } else {
            ((double[]) target)[at] = ReduceKernels.join(op.kind(), (double[]) results, 0, count);
        }
        Recycler.give(results);
    }
}
