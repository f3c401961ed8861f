package io.lanewise.graph;

import io.lanewise.tensor.Op;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a graph as text: inputs are called x0, x1, parameters p0, constants c0, results v0. */
final class GraphPrinter {
    private final Graph graph;
    private final Map<Value, String> names = new HashMap<>();
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private int parameters;
    private int constants;

    GraphPrinter(Graph graph) {
        this.graph = graph;
    }

    String print() {
        var inputs = graph.inputs().stream()
                .map(input -> name(input) + ": " + type(input))
                .collect(Collectors.joining(", "));
        int results = 0;
        for (var node : graph.nodes()) {
            var operands = node.inputs().stream().map(this::name).collect(Collectors.joining(", "));
            var name = "v" + results++;
            names.put(node, name);
            body.append("  %s = %s(%s): %s%n".formatted(name, operation(node.op()), operands, type(node)));
        }
        var outputs = graph.outputs().stream().map(this::name).collect(Collectors.joining(", "));
        return "graph(" + inputs + ") {" + System.lineSeparator() + head + body + "  return " + outputs
                + System.lineSeparator() + "}";
    }

    private String name(Value value) {
        var known = names.get(value);
        if (known != null) {
            return known;
        }
        var name =
                switch (value) {
                    case Value.Input input -> "x" + input.index();
                    case Value.Parameter _ -> "p" + parameters++;
                    case Value.Constant _ -> "c" + constants++;
                    case Value.Node node -> throw new IllegalStateException(node + " is used before it is computed");
                };
        names.put(value, name);
        if (value instanceof Value.Parameter) {
            head.append("  %s = parameter: %s%n".formatted(name, type(value)));
        }
        if (value instanceof Value.Constant(var tensor)) {
            var single = tensor.elements() == 1 ? " " + tensor.reshape(1).toDoubleArray()[0] : "";
            head.append("  %s = constant%s: %s%n".formatted(name, single, type(value)));
        }
        return name;
    }

    private static String type(Value value) {
        return value.dtype() + " " + value.shape();
    }

    private static String operation(Op op) {
        return switch (op) {
            case Op.Map map -> map.name() + params(map);
            case Op.Activated activated -> activated.name() + params(activated.activation());
            default -> {
                var text = op.toString();
                int attributes = text.indexOf('[');
                yield op.name()
                        + (op instanceof Op.Custom || attributes < 0 || text.endsWith("[]")
                                ? ""
                                : text.substring(attributes));
            }
        };
    }

    private static String params(Op.Map map) {
        return map.params().isEmpty() ? "" : map.params().toString();
    }
}
