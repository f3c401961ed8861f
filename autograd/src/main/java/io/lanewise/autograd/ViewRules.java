package io.lanewise.autograd;

import static io.lanewise.autograd.Rule.with;

import io.lanewise.tensor.Differentiator.Backward;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Derivatives of views: each element of the gradient goes back to the element that it was seen at. */
final class ViewRules {
    private ViewRules() {}

    /** The derivative of a slice, which a sweep may also add to the part that it was taken from. */
    record OfSlice(Op.Slice slice, Shape shape) implements Backward {
        @Override
        public List<@Nullable Tensor> apply(Tensor gradient) {
            return List.of(Engine.run(new Op.Unview(slice, shape), gradient));
        }
    }

    static @Nullable Backward of(Op.View view, Recording r) {
        var shape = r.shape(0);
        if (view instanceof Op.Slice slice) {
            return r.inputs().getFirst().requiresGrad() ? new OfSlice(slice, shape) : null;
        }
        return r.each(
                switch (view) {
                    case Op.Reshape _ -> with(g -> g.reshape(shape));
                    case Op.Permute(var axes) -> {
                        var back = new Op.Permute(inverse(axes));
                        yield with(g -> Engine.run(back, g));
                    }
                    case Op.Expand _ -> with(g -> g.sumToSize(shape));
                    case Op.Slice _, Op.Unfold _, Op.Diagonal _ -> unview(view, shape);
                    case Op.AsStrided(Shape seen, var strides, int offset) ->
                        // The strides are those on the whole storage, where the input may begin later.
                        unview(
                                new Op.AsStrided(
                                        seen,
                                        strides,
                                        offset - r.inputs().getFirst().offset()),
                                shape);
                });
    }

    private static Rule unview(Op.View view, Shape shape) {
        var back = new Op.Unview(view, shape);
        return with(g -> Engine.run(back, g));
    }

    /** The view of a tensor of any strides; the views that need a dense tensor get one. */
    static Tensor apply(Op.View view, Tensor x) {
        boolean any = !(view instanceof Op.AsStrided) && !(view instanceof Op.Reshape);
        return Engine.run(view, any || (x.isContiguous() && x.offset() == 0) ? x : x.copy());
    }

    /** The order of axes that undoes another. */
    static List<Integer> inverse(List<Integer> axes) {
        var back = new Integer[axes.size()];
        for (int i = 0; i < back.length; i++) {
            back[axes.get(i)] = i;
        }
        return Arrays.asList(back);
    }
}
