package io.lanewise.autograd;

import static io.lanewise.autograd.Rule.NONE;
import static io.lanewise.autograd.Rule.withInput;
import static io.lanewise.autograd.Rule.withInputs;
import static io.lanewise.tensor.Engine.run;

import io.lanewise.tensor.Differentiator.Backward;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives of functions along the last axis, and of their gradients, which are operations of their own. In the
 * latter h is the gradient of the result, and Σ runs along the row.
 */
final class RowRules {
    private RowRules() {}

    /** z = y·(g − Σ g·y). */
    static @Nullable Backward softmaxGrad(Recording r) {
        return r.each(
                withInputs(0, 1, (h, y, g) -> h.mul(g.sub(sum(g.mul(y)))).sub(g.mul(sum(h.mul(y))))),
                withInput(0, (h, y) -> run(new Op.SoftmaxGrad(), y, h)));
    }

    /** z = g − exp(y)·Σ g. */
    static @Nullable Backward logSoftmaxGrad(Recording r) {
        return r.each(
                withInputs(0, 1, (h, y, g) -> h.mul(y.exp()).mul(sum(g)).neg()),
                withInput(0, (h, y) -> h.sub(sum(h.mul(y.exp())))));
    }

    static @Nullable Backward crossEntropy(int ignored, Recording r) {
        var gradient = new Op.CrossEntropyGrad(ignored);
        return r.each(withInputs(0, 1, (g, x, classes) -> run(gradient, x, classes, g)), NONE);
    }

    /** z = (softmax(x) − onehot(classes))·g for each row, 0 where the class is ignored. */
    static @Nullable Backward crossEntropyGrad(int ignored, Recording r) {
        var op = new Op.CrossEntropyGrad(ignored);
        return r.each(
                withInputs(0, 1, 2, (h, x, classes, g) -> {
                    var scale = g.mul(classes.ne((long) ignored).to(g.dtype())).unsqueeze(1);
                    return run(new Op.SoftmaxGrad(), x.softmax(-1), h.mul(scale));
                }),
                NONE,
                withInputs(0, 1, (h, x, classes) -> {
                    var one = Tensor.ones(Shape.of(x.size(0)), x.dtype()).to(x.backend());
                    return run(op, x, classes, one).mul(h).sum(-1);
                }));
    }

    private static Tensor sum(Tensor x) {
        return x.sum(true, -1);
    }
}
