package io.lanewise.autograd;

import static io.lanewise.autograd.Rule.with;
import static io.lanewise.autograd.Rule.withInput;
import static io.lanewise.autograd.Rule.withInputAndOutput;

import io.lanewise.expr.Reduction;
import io.lanewise.tensor.Differentiator.Backward;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Derivatives of reductions and running reductions. */
final class ReductionRules {
    private ReductionRules() {}

    static @Nullable Backward of(Op.Reduce op, Recording r) {
        var shape = r.shape(0);
        var kept = kept(shape, op.axes());
        return switch (op.kind()) {
            case SUM -> r.each(with(g -> g.reshape(kept).expand(shape)));
            case SUM_SQUARES ->
                r.each(withInput(0, (g, x) -> g.reshape(kept).mul(2.0).mul(x)));
            case PROD ->
                r.each(withInputAndOutput(
                        0, (g, x, y) -> Products.prod(g.reshape(kept), x, y.reshape(kept), op.axes())));
            case MAX, MIN ->
                r.each(withInputAndOutput(
                        0, (g, x, y) -> sharedByEqual(g.reshape(kept), x, y.reshape(kept), op.axes())));
            case ARG_MAX, ARG_MIN, ALL, ANY -> null;
        };
    }

    static @Nullable Backward of(Op.Scan op, Recording r) {
        int axis = op.axis();
        return switch (op.kind()) {
            case SUM -> r.each(with(g -> sumFromEnd(g, axis)));
            case PROD -> r.each(withInputAndOutput(0, (g, x, y) -> Products.cumprod(g, x, y, axis)));
            case MAX, MIN, ARG_MAX, ARG_MIN, ALL, ANY, SUM_SQUARES ->
                throw new IllegalArgumentException(op.name() + ": only running sums and products have a derivative");
        };
    }

    /** The gradient of a greatest or least element, in equal shares where several are equal, as PyTorch's amax. */
    private static Tensor sharedByEqual(Tensor g, Tensor x, Tensor y, List<Integer> axes) {
        var chosen = x.eq(y).to(g.dtype());
        var count = Engine.run(new Op.Reduce(Reduction.SUM, axes, true), chosen);
        return g.div(count).mul(chosen);
    }

    /** Running sums from the end to the beginning. */
    static Tensor sumFromEnd(Tensor x, int axis) {
        return Engine.run(new Op.Scan(Reduction.SUM, axis), x.flip(axis)).flip(axis);
    }

    /** The shape with the reduced axes of size 1, where it broadcasts with the input. */
    private static Shape kept(Shape shape, List<Integer> axes) {
        var kept = shape;
        for (int axis : axes) {
            kept = kept.with(axis, 1);
        }
        return kept;
    }
}
