package io.lanewise.graph;

import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computes once what is computed several times, and keeps single numbers once. */
final class Sharing {
    private final Map<Object, Value> first = new HashMap<>();
    private final Set<Value> escaping = new HashSet<>();

    private record Computed(Op op, List<Value> inputs) {}

    private record Number(Object type, Object shape, long bits) {}

    private Sharing() {}

    static Graph of(Graph graph) {
        var sharing = new Sharing();
        graph.outputs().forEach(sharing::escape);
        return new Rewriter(graph).rewrite(sharing::share);
    }

    /** Each output has elements of its own, which the caller may change: it is not shared with another one. */
    private void escape(Value value) {
        escaping.add(value);
        if (value instanceof Value.Node node && node.op().isView()) {
            escape(node.inputs().getFirst());
        }
    }

    private Value share(Value.Node node, List<Value> inputs) {
        var operands = inputs.stream().map(this::single).toList();
        var now = Rewriter.with(node, operands);
        if (node.op() instanceof Op.Custom || escaping.contains(node)) {
            return now;
        }
        return first.computeIfAbsent(new Computed(node.op(), operands), _ -> now);
    }

    private Value single(Value value) {
        return value instanceof Value.Constant(Tensor tensor) && tensor.elements() == 1
                ? first.computeIfAbsent(number(tensor), _ -> value)
                : value;
    }

    static Object number(Tensor tensor) {
        var bits = tensor.dtype().isFloat()
                ? Double.doubleToRawLongBits(tensor.toDoubleArray()[0])
                : tensor.toLongArray()[0];
        return new Number(tensor.dtype(), Arrays.asList(tensor.shape(), tensor.offset()), bits);
    }
}
