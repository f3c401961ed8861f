package io.lanewise.tensor.cpu;

import io.lanewise.expr.RowFunction;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.RowKernels;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/** Runs functions of whole rows along the last axis. */
final class RowRun {
    /** Elements that are worth waking another thread for; each costs an exponential. */
    private static final int GRAIN = 1 << 13;

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
        var x = in.getFirst().contiguous();
        var y = in.size() > 1 ? in.get(1).contiguous() : x;
        int n = out.size(-1);
        var kernel =
                Objects.requireNonNull(RowKernels.find(function, out.dtype().element()));
        var source = HeapStorage.arrayOf(x);
        var second = HeapStorage.arrayOf(y);
        var target = HeapStorage.arrayOf(out);
        Pool.ranges(out.elements() / n, Math.max(1, GRAIN / n), (from, to) -> {
            int start = (int) from * n;
            kernel.run(
                    source,
                    x.offset() + start,
                    n,
                    second,
                    y.offset() + start,
                    n,
                    target,
                    out.offset() + start,
                    n,
                    (int) (to - from),
                    n);
        });
    }
}
