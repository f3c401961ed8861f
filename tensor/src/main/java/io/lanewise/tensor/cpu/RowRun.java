package io.lanewise.tensor.cpu;

import io.lanewise.expr.RowFunction;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.RowKernels;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Runs functions of whole rows along the last axis. */
final class RowRun {
    /** Elements that are worth waking another thread for; each costs an exponential. */
    private static final int GRAIN = 1 << 13;

    private static final double[] NONE = {};

    private RowRun() {}

    static void run(Op op, List<Tensor> in, Tensor out) {
        var function =
                switch (op) {
                    case Op.Softmax _ -> RowFunction.SOFTMAX;
                    case Op.SoftmaxGrad _ -> RowFunction.SOFTMAX_GRAD;
                    case Op.LogSoftmax _ -> RowFunction.LOG_SOFTMAX;
                    case Op.LogSoftmaxGrad _ -> RowFunction.LOG_SOFTMAX_GRAD;
                    default -> throw new IllegalArgumentException(op.name() + ": not a function of rows");
                };
        int n = out.size(-1);
        var rows = new ArrayList<Tensor>();
        in.forEach(input -> rows.add(input.contiguous()));
        rows.add(out);
        run(function, out.elements() / n, n, rows, NONE);
    }

    /** Runs a function on tensors of {@code count} dense rows, or of one row that all share. */
    static void run(RowFunction function, int count, int n, List<Tensor> operands, double... params) {
        var kernel = Objects.requireNonNull(
                RowKernels.find(function, operands.getFirst().dtype().element()));
        var arrays = operands.stream().map(HeapStorage::arrayOf).toArray();
        var steps = operands.stream()
                .mapToInt(t -> t.elements() == n && count > 1 ? 0 : n)
                .toArray();
        Pool.ranges(count, Math.max(1, GRAIN / n), (from, to) -> {
            var offsets = new int[arrays.length];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = operands.get(i).offset() + (int) from * steps[i];
            }
            kernel.run(arrays, offsets, steps, (int) (to - from), n, params);
        });
    }
}
