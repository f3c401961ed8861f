package io.lanewise.graph;

import io.lanewise.tensor.Op;
import java.util.List;
import java.util.Map;

/**
 * Joins the function that the result of a linear map or a convolution goes through, and nothing else sees, into its last
 * pass.
 */
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
                && inputs.getFirst() instanceof Value.Node product
                && Op.Activated.takesActivation(product.op())
                && users.getOrDefault(node.inputs().getFirst(), 0) == 1;
        if (!joins) {
            return Rewriter.with(node, inputs);
        }
        var product = (Value.Node) inputs.getFirst();
        var op = new Op.Activated(product.op(), (Op.Map) node.op());
        return new Value.Node(op, product.inputs(), node.shape(), node.dtype());
    }
}
