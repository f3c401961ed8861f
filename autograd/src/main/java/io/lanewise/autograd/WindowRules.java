package io.lanewise.autograd;

import static io.lanewise.autograd.Rule.with;
import static io.lanewise.autograd.Rule.withInput;
import static io.lanewise.tensor.Engine.run;

import io.lanewise.tensor.Differentiator.Backward;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives of convolutions and of greatest elements. Σ y·convolution(x, w) is linear in each of x, w and y: the three operations are its
 * gradients by these, and so the derivatives of each other.
 */
final class WindowRules {
    private WindowRules() {}

    static @Nullable Backward of(Op.Convolution op, Recording r) {
        var data = new Op.ConvolutionData(op.windows(), op.groups(), space(r.shape(0)));
        var weights = new Op.ConvolutionWeights(op.windows(), op.groups(), space(r.shape(1)));
        return r.each(
                withInput(1, (g, w) -> run(data, w, g)),
                withInput(0, (g, x) -> run(weights, x, g)),
                with(WindowRules::ofChannels));
    }

    static @Nullable Backward of(Op.ConvolutionData op, Recording r) {
        var forward = new Op.Convolution(op.windows(), op.groups());
        var weights = new Op.ConvolutionWeights(op.windows(), op.groups(), space(r.shape(0)));
        return r.each(withInput(1, (g, y) -> run(weights, g, y)), withInput(0, (g, w) -> run(forward, g, w)));
    }

    static @Nullable Backward of(Op.ConvolutionWeights op, Recording r) {
        var forward = new Op.Convolution(op.windows(), op.groups());
        var data = new Op.ConvolutionData(op.windows(), op.groups(), space(r.shape(0)));
        return r.each(withInput(1, (g, y) -> run(data, g, y)), withInput(0, (g, x) -> run(forward, x, g)));
    }

    /** Each gradient goes to the element that was the greatest. */
    static @Nullable Backward of(Op.MaxPool op, Recording r) {
        var indices = new Op.MaxPoolIndices(op.windows(), op.kernel());
        return r.each(withInput(0, (g, x) -> {
            int axis = x.dim() - op.windows().rank();
            var lead = x.shape().slice(0, axis);
            var space = x.shape().slice(axis, x.dim());
            var windows = lead.concat(Shape.of(g.shape().slice(axis, g.dim()).elements()));
            return Tensor.zeros(lead.concat(Shape.of(space.elements())), g.dtype())
                    .to(g.backend())
                    .scatterAdd(axis, run(indices, x).reshape(windows), g.reshape(windows))
                    .reshape(x.shape());
        }));
    }

    private static List<Integer> space(Shape shape) {
        return Arrays.stream(shape.slice(2, shape.rank()).toArray()).boxed().toList();
    }

    /** [n, channels, space…] summed to [channels]. */
    private static Tensor ofChannels(Tensor g) {
        return g.sum(IntStream.range(0, g.dim()).filter(axis -> axis != 1).toArray());
    }
}
