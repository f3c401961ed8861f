package io.lanewise.graph;

import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tracing;
import java.util.List;

/** Computes now what depends on constants alone. */
final class Folding {
    private Folding() {}

    static Graph of(Graph graph) {
        return new Rewriter(graph).rewrite((node, inputs) -> {
            boolean known = !inputs.isEmpty() && inputs.stream().allMatch(input -> input instanceof Value.Constant);
            return known && !(node.op() instanceof Op.Custom)
                    ? new Value.Constant(compute(node.op(), inputs))
                    : Rewriter.with(node, inputs);
        });
    }

    private static Tensor compute(Op op, List<Value> inputs) {
        var tensors =
                inputs.stream().map(input -> ((Value.Constant) input).tensor()).toList();
        return Tracing.unobserved(() -> {
            try (var _ = Scope.suspend();
                    var _ = GradMode.noGrad()) {
                return Engine.run(op, tensors);
            }
        });
    }
}
