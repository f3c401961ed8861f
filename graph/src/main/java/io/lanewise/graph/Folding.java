package io.lanewise.graph;

import io.lanewise.tensor.Op;
import java.util.List;

/** Computes now what depends on constants alone. */
final class Folding {
    private Folding() {}

    static Graph of(Graph graph) {
        return of(graph, new Rewriter(graph), new Derived());
    }

    /** With a rewriter that lets constants stand for other values. */
    static Graph of(Graph graph, Rewriter rewriter, Derived derived) {
        return rewriter.rewrite((node, inputs) -> isKnown(node.op(), inputs)
                ? new Value.Constant(derived.of(node.op(), inputs))
                : Rewriter.with(node, inputs));
    }

    /** Whether an operation can be computed now. */
    static boolean isKnown(Op op, List<Value> inputs) {
        return !inputs.isEmpty()
                && !(op instanceof Op.Custom)
                && inputs.stream().allMatch(input -> input instanceof Value.Constant);
    }
}
