package io.lanewise.autograd;

import io.lanewise.expr.Partial;
import io.lanewise.tensor.Differentiator.Backward;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a product with an activation, y = f(x·wᵀ + b). What the activation was given is not kept: where f' is
 * not known by y alone it is computed again.
 */
final class ActivatedRule {
    private ActivatedRule() {}

    /** @param product the derivative of the product alone, which does not ask for its result */
    static @Nullable Backward of(Op.Activated op, @Nullable Backward product, Recording r) {
        var partial = op.activation().function().partial(0);
        if (partial == null || product == null) {
            return null;
        }
        boolean needsOutput = partial.needs().contains(Partial.OUTPUT);
        boolean needsInput = partial.needs().stream().anyMatch(need -> need != Partial.OUTPUT);
        var output = needsOutput ? r.saveOutput() : null;
        var inputs = new ArrayList<Saved>();
        for (int i = 0; needsInput && i < r.inputs().size(); i++) {
            inputs.add(r.save(i));
        }
        return g -> {
            var in = inputs.stream().map(Saved::get).toList();
            return product.apply(inner(op, partial, g, in, output));
        };
    }

    /** The gradient of the product. */
    private static Tensor inner(Op.Activated op, Partial partial, Tensor g, List<Tensor> in, @Nullable Saved y) {
        var operands = new ArrayList<Tensor>();
        operands.add(g);
        for (int need : partial.needs()) {
            operands.add(need == Partial.OUTPUT && y != null ? y.get() : Engine.run(op.product(), in));
        }
        return Engine.run(new Op.Map(partial.function(), op.activation().params()), operands);
    }
}
