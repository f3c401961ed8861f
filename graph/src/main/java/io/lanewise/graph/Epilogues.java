package io.lanewise.graph;

import io.lanewise.tensor.Op;
import java.util.List;
import java.util.Map;

/** Joins the function that a linear map's result goes through, and nothing else sees, into the product's last pass. */
final class Epilogues {
    private Epilogues() {}

    static Graph of(Graph graph) {
        var users = Site.users(graph);
        return new Rewriter(graph).rewrite((node, inputs) -> joined(node, inputs, users));
    }

    private static Value.Node joined(Value.Node node, List<Value> inputs, Map<Value, Integer> users) {
        boolean joins = node.op() instanceof Op.Map map
                && !map.function().bool()
                && inputs.size() == 1
                && node.dtype().compute() == node.dtype()
                && inputs.getFirst() instanceof Value.Node linear
                && linear.op() instanceof Op.Linear
                && users.getOrDefault(node.inputs().getFirst(), 0) == 1;
        return joins
                ? new Value.Node(
                        new Op.LinearMap((Op.Map) node.op()),
                        ((Value.Node) inputs.getFirst()).inputs(),
                        node.shape(),
                        node.dtype())
                : Rewriter.with(node, inputs);
    }
}
