package io.lanewise.autograd;

import io.lanewise.expr.Partial;
import io.lanewise.tensor.Differentiator.Backward;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a linear map with an activation, y = f(x·wᵀ + b). What the activation was given is not kept: where
 * f' is not known by y alone it is computed again.
 */
final class LinearMapRule {
    private LinearMapRule() {}

    static @Nullable Backward of(Op.Map activation, Recording r) {
        var partial = activation.function().partial(0);
        if (partial == null) {
            return null;
        }
        var needed = r.inputs().stream().map(Tensor::requiresGrad).toList();
        var inputs = IntStream.range(0, needed.size()).mapToObj(r::save).toList();
        var output = partial.needs().contains(Partial.OUTPUT) ? r.saveOutput() : null;
        return g -> {
            var in = inputs.stream().map(Saved::get).toList();
            var inner = gradient(activation, partial, g, in, output);
            var gradients = new ArrayList<@Nullable Tensor>(in.size());
            for (int i = 0; i < in.size(); i++) {
                gradients.add(needed.get(i) ? byInput(i, inner, in) : null);
            }
            return gradients;
        };
    }

    /** The gradient of x·wᵀ + b. */
    private static Tensor gradient(Op.Map activation, Partial partial, Tensor g, List<Tensor> in, @Nullable Saved y) {
        var operands = new ArrayList<Tensor>();
        operands.add(g);
        for (int need : partial.needs()) {
            operands.add(need == Partial.OUTPUT && y != null ? y.get() : Engine.run(new Op.Linear(), in));
        }
        return Engine.run(new Op.Map(partial.function(), activation.params()), operands);
    }

    private static Tensor byInput(int input, Tensor g, List<Tensor> in) {
        return switch (input) {
            case 0 -> g.matmul(in.get(1));
            case 1 -> Derivatives.rows(g).t().matmul(Derivatives.rows(in.getFirst()));
            default -> Derivatives.rows(g).sum(0);
        };
    }
}
