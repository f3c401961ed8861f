package io.lanewise.graph;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one linear map of several of the same operand, as the queries, keys and values of attention are: the operand is
 * read once, and threads meet once. The bits are the same. Only results that are looked at in another shape are joined,
 * which they can be as parts of wider rows, and no large weights, for which it does not matter and which are copied.
 */
final class JointLinears {
    private static final int MOST_WEIGHTS = 1 << 20;

    private final Rewriter rewriter;
    private final Derived derived;
    private final Map<Value.Node, Group> groups = new HashMap<>();

    /** What maps have in common that can be joined. */
    private record Kind(Op op, Value operand, DType weights, int inputs) {}

    private static final class Group {
        final List<Value.Node> members = new ArrayList<>();
        Value.@Nullable Node joint;
    }

    private JointLinears(Graph graph, Derived derived) {
        this.rewriter = new Rewriter(graph);
        this.derived = derived;
        var found = new LinkedHashMap<Kind, Group>();
        var users = users(graph);
        var outputs = new HashSet<>(graph.outputs());
        for (var node : graph.nodes()) {
            if (isLinear(node)
                    && !outputs.contains(node)
                    && users.getOrDefault(node, List.of()).stream().allMatch(user -> splitsRows(user, node))) {
                var inputs = node.inputs();
                var kind = new Kind(node.op(), inputs.getFirst(), inputs.get(1).dtype(), inputs.size());
                found.computeIfAbsent(kind, _ -> new Group()).members.add(node);
            }
        }
        found.values().stream()
                .filter(group -> group.members.size() > 1)
                .forEach(group -> group.members.forEach(member -> groups.put(member, group)));
    }

    static Graph of(Graph graph, Derived derived) {
        var joint = new JointLinears(graph, derived);
        return joint.groups.isEmpty() ? graph : joint.rewriter.rewrite(joint::place);
    }

    private static Map<Value, List<Value.Node>> users(Graph graph) {
        var users = new HashMap<Value, List<Value.Node>>();
        for (var node : graph.nodes()) {
            node.inputs().forEach(input -> users.computeIfAbsent(input, _ -> new ArrayList<>())
                    .add(node));
        }
        return users;
    }

    private static boolean isLinear(Value.Node node) {
        return (node.op() instanceof Op.Linear || node.op() instanceof Op.DynamicLinear)
                && node.shape().elements() > 0
                && node.inputs().stream().skip(1).allMatch(input -> input instanceof Value.Constant)
                && node.inputs().get(1).shape().elements() <= MOST_WEIGHTS;
    }

    /** Whether a node looks at rows in another shape, whose last dimensions are a row's elements. */
    private static boolean splitsRows(Value.Node node, Value rows) {
        if (!(node.op() instanceof Op.Reshape(Shape shape))) {
            return false;
        }
        int elements = 1;
        int d = shape.rank();
        while (d > 0 && elements < rows.shape().dim(-1)) {
            elements *= shape.dim(--d);
        }
        return elements == rows.shape().dim(-1);
    }

    private Value place(Value.Node node, List<Value> inputs) {
        var group = groups.get(node);
        if (group == null) {
            return Rewriter.with(node, inputs);
        }
        var joint = group.joint;
        if (joint == null) {
            joint = joint(group.members, inputs.getFirst());
            group.joint = joint;
        }
        int start = 0;
        for (var member : group.members) {
            if (member == node) {
                break;
            }
            start += member.shape().dim(-1);
        }
        var slice = new Op.Slice(node.shape().rank() - 1, start, node.shape().dim(-1), 1);
        return rewriter.add(slice, List.of(joint), node.shape(), node.dtype());
    }

    private Value.Node joint(List<Value.Node> members, Value operand) {
        var first = members.getFirst();
        var inputs = new ArrayList<>(List.of(operand));
        for (int i = 1; i < first.inputs().size(); i++) {
            var parts = new ArrayList<Value>();
            for (var member : members) {
                parts.add(ofEachRow(member.inputs().get(i), member.shape().dim(-1)));
            }
            inputs.add(known(new Op.Cat(0), parts));
        }
        int width = members.stream().mapToInt(member -> member.shape().dim(-1)).sum();
        return rewriter.add(first.op(), inputs, first.shape().with(-1, width), first.dtype());
    }

    /** The weights of so many rows, or a number for each. */
    private Value ofEachRow(Value value, int rows) {
        return value.shape().rank() == 1 && value.shape().dim(0) != rows
                ? known(new Op.Expand(Shape.of(rows)), List.of(value))
                : value;
    }

    private Value known(Op op, List<Value> inputs) {
        return new Value.Constant(derived.of(op, inputs));
    }
}
