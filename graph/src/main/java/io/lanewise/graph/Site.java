package io.lanewise.graph;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Where a rule stands in a graph that it rewrites: who uses a value, and a place for operations that it adds. */
final class Site {
    private final Rewriter rewriter;
    private final Derived derived;

    /** How many operations and outputs take a value; those that a rule just made have one user, the rule. */
    private final Map<Value, Integer> users = new HashMap<>();

    /** What takes a node's place: the node itself if it has no better one. */
    @FunctionalInterface
    interface Rule {
        Value apply(Value.Node node, Site site);
    }

    private Site(Graph graph, Derived derived) {
        this.rewriter = new Rewriter(graph);
        this.derived = derived;
    }

    /** The graph in which a rule was applied to each node, after its inputs. */
    static Graph rewrite(Graph graph, Derived derived, Rule rule) {
        var site = new Site(graph, derived);
        var before = users(graph);
        before.forEach((value, count) -> {
            if (!(value instanceof Value.Node)) {
                site.users.put(value, count);
            }
        });
        return site.rewriter.rewrite((node, inputs) -> {
            var value = rule.apply(Rewriter.with(node, inputs), site);
            site.users.merge(value, before.getOrDefault(node, 0), Integer::sum);
            return value;
        });
    }

    static Map<Value, Integer> users(Graph graph) {
        var users = new HashMap<Value, Integer>();
        graph.outputs().forEach(output -> users.merge(output, 1, Integer::sum));
        for (var node : graph.nodes()) {
            new HashSet<>(node.inputs()).forEach(input -> users.merge(input, 1, Integer::sum));
        }
        return users;
    }

    /** Whether nothing but one operation takes a value. */
    boolean isUsedOnce(Value value) {
        return users.getOrDefault(value, 1) == 1;
    }

    /** The result of an operation, computed now if its inputs are constants. */
    Value make(Op op, Shape shape, DType dtype, Value... inputs) {
        return make(op, shape, dtype, List.of(inputs));
    }

    Value make(Op op, Shape shape, DType dtype, List<Value> inputs) {
        return Folding.isKnown(op, inputs)
                ? new Value.Constant(derived.of(op, inputs))
                : rewriter.add(op, inputs, shape, dtype);
    }

    /** The same operation on other inputs. */
    Value.Node with(Value.Node node, List<Value> inputs) {
        return node.inputs().equals(inputs) ? node : rewriter.add(node.op(), inputs, node.shape(), node.dtype());
    }

    /** A value under a shape that its elements' places allow. */
    Value reshaped(Value value, Shape shape) {
        return value.shape().equals(shape) ? value : make(new Op.Reshape(shape), shape, value.dtype(), value);
    }

    /** A value whose last two dimensions changed places. */
    Value transposed(Value value) {
        int rank = value.shape().rank();
        var axes = new ArrayList<Integer>();
        var sizes = value.shape().toArray();
        for (int i = 0; i < rank; i++) {
            axes.add(i < rank - 2 ? i : 2 * rank - 3 - i);
        }
        sizes[rank - 1] = value.shape().dim(-2);
        sizes[rank - 2] = value.shape().dim(-1);
        return make(new Op.Permute(List.copyOf(axes)), Shape.of(sizes), value.dtype(), value);
    }

    /** A value repeated to a larger shape. */
    Value expanded(Value value, Shape shape) {
        return value.shape().equals(shape) ? value : make(new Op.Expand(shape), shape, value.dtype(), value);
    }
}
