package io.lanewise.graph;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes one graph of another, node by node. */
final class Rewriter {
    private final Graph graph;
    private final Map<Value, Value> replaced = new HashMap<>();
    private final Set<Value.Node> nodes = new LinkedHashSet<>();

    /** What takes a node's place, given what took its inputs' places. */
    @FunctionalInterface
    interface Rule {
        Value apply(Value.Node node, List<Value> inputs);
    }

    Rewriter(Graph graph) {
        this.graph = graph;
    }

    Graph rewrite(Rule rule) {
        for (var node : graph.nodes()) {
            var value = rule.apply(node, node.inputs().stream().map(this::now).toList());
            if (value != node) {
                replaced.put(node, value);
            }
            if (value instanceof Value.Node made) {
                nodes.add(made);
            }
        }
        return new Graph(
                graph.inputs(),
                List.copyOf(nodes),
                graph.outputs().stream().map(this::now).toList());
    }

    /** Lets a value that no node computes stand for another one. */
    void replace(Value value, Value by) {
        replaced.put(value, by);
    }

    /** An operation beside those that take a node's place: one that they take inputs from. */
    Value.Node add(Op op, List<Value> inputs, Shape shape, DType dtype) {
        var node = new Value.Node(op, inputs, shape, dtype);
        nodes.add(node);
        return node;
    }

    /** What took a value's place. */
    Value now(Value value) {
        return replaced.getOrDefault(value, value);
    }

    /** The same operation on other inputs; the node itself where they are the ones it has. */
    static Value.Node with(Value.Node node, List<Value> inputs) {
        return node.inputs().equals(inputs) ? node : new Value.Node(node.op(), inputs, node.shape(), node.dtype());
    }
}
