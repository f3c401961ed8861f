package io.lanewise.autograd;

import io.lanewise.expr.Expr;
import io.lanewise.expr.Partial;
import io.lanewise.tensor.Differentiator.Backward;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives of elementwise functions, which the catalog has: each is an elementwise function itself. Inputs were
 * broadcast to each other, so a gradient is summed over what broadcasting repeated.
 */
final class ElementwiseRules {
    private ElementwiseRules() {}

    static @Nullable Backward of(Op.Map op, Recording r) {
        return r.each(IntStream.range(0, op.function().arity())
                .mapToObj(i -> by(op, i))
                .toList());
    }

    private static Rule by(Op.Map op, int input) {
        return r -> {
            var partial = op.function().partial(input);
            return partial == null ? null : formula(op, partial, r, r.shape(input));
        };
    }

    private static UnaryOperator<Tensor> formula(Op.Map op, Partial partial, Recording r, Shape shape) {
        if (partial.function().expr().equals(Expr.input(0))) {
            return g -> g.sumToSize(shape);
        }
        var derivative = new Op.Map(partial.function(), op.params());
        if (partial.needs().isEmpty()) {
            // Linear in g with the same factor everywhere: summed first, fewer elements are left to compute.
            return g -> Engine.run(derivative, g.sumToSize(shape));
        }
        var saved = partial.needs().stream()
                .map(need -> need == Partial.OUTPUT ? r.saveOutput() : r.save(need))
                .toList();
        return g -> Engine.run(derivative, operands(g, saved)).sumToSize(shape);
    }

    private static Tensor[] operands(Tensor g, List<Saved> saved) {
        var operands = new Tensor[saved.size() + 1];
        operands[0] = g;
        for (int i = 0; i < saved.size(); i++) {
            operands[i + 1] = saved.get(i).get();
        }
        return operands;
    }
}
