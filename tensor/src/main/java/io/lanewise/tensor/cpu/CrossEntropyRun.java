package io.lanewise.tensor.cpu;

import io.lanewise.expr.RowFunction;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.RowKernels;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/** Runs the cross entropy of rows with their classes, and its gradient. */
final class CrossEntropyRun {
    private static final int GRAIN = 1 << 13;

    private CrossEntropyRun() {}

    /** Inputs logits [n, c] and classes [n]; the output is the losses [n]. */
    static void losses(int ignored, List<Tensor> in, Tensor out) {
        var logits = in.getFirst().contiguous();
        var classes = in.get(1).contiguous();
        int n = logits.size(1);
        var kernel = Objects.requireNonNull(RowKernels.findCrossEntropy(
                RowFunction.CROSS_ENTROPY, logits.dtype().element()));
        var x = HeapStorage.arrayOf(logits);
        var k = (long[]) HeapStorage.arrayOf(classes);
        var losses = HeapStorage.arrayOf(out);
        Pool.ranges(logits.size(0), Math.max(1, GRAIN / Math.max(n, 1)), (from, to) -> {
            int row = (int) from;
            var work = Recycler.take(logits.dtype().carrier(), n);
            kernel.run(
                    x,
                    logits.offset() + row * n,
                    n,
                    k,
                    classes.offset() + row,
                    1,
                    ignored,
                    losses,
                    out.offset() + row,
                    1,
                    work,
                    0,
                    0,
                    (int) to - row,
                    n);
            Recycler.give(work);
        });
    }

    /** Inputs logits [n, c], classes [n] and the losses' gradients [n]; the output is the gradient of the logits. */
    static void gradient(int ignored, List<Tensor> in, Tensor out) {
        var logits = in.getFirst().contiguous();
        var classes = in.get(1).contiguous();
        var gradients = in.get(2);
        int n = logits.size(1);
        var kernel = Objects.requireNonNull(RowKernels.findCrossEntropy(
                RowFunction.CROSS_ENTROPY_GRAD, logits.dtype().element()));
        var x = HeapStorage.arrayOf(logits);
        var k = (long[]) HeapStorage.arrayOf(classes);
        var g = HeapStorage.arrayOf(gradients);
        int step = gradients.stride(0);
        var target = HeapStorage.arrayOf(out);
        Pool.ranges(logits.size(0), Math.max(1, GRAIN / Math.max(n, 1)), (from, to) -> {
            int row = (int) from;
            kernel.run(
                    x,
                    logits.offset() + row * n,
                    n,
                    k,
                    classes.offset() + row,
                    1,
                    ignored,
                    g,
                    gradients.offset() + row * step,
                    step,
                    target,
                    out.offset() + row * n,
                    n,
                    (int) to - row,
                    n);
        });
    }
}
