package io.lanewise.onnx;

import io.lanewise.onnx.format.Attribute;
import io.lanewise.onnx.format.OnnxFile;
import io.lanewise.onnx.format.OnnxFunction;
import io.lanewise.onnx.format.OnnxGraph;
import io.lanewise.onnx.format.OnnxNode;
import io.lanewise.onnx.format.TensorData;
import io.lanewise.onnx.format.ValueInfo;
import io.lanewise.onnx.operators.OnnxValue;
import io.lanewise.onnx.operators.Operator;
import io.lanewise.onnx.operators.Operators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the operators of a model's nodes. What is not supported, and what the file says that makes no sense, is collected,
 * so that one message names it all.
 */
final class Preparation {
    /** How deep functions that a file defines may call each other. */
    private static final int DEEPEST = 32;

    /** How many nodes there may be once such calls are written out. */
    private static final int MOST_NODES = 1_000_000;

    private final Map<String, OnnxFunction> functions = new HashMap<>();
    private final Set<String> unsupported = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();
    private int nodes;

    private Preparation(OnnxFile file) {
        for (var function : file.functions()) {
            functions.put(function.domain() + "." + function.name(), function);
        }
    }

    /**
     * The graph of a model, ready to run.
     *
     * @throws OnnxException when it has operators, elements or connections that make this impossible
     */
    static Prepared of(OnnxFile file) {
        var preparation = new Preparation(file);
        var prepared = preparation.graph(file.graph(), file.opsets(), Set.of(), 0);
        preparation.check(file);
        return prepared;
    }

    /** The operators that a model needs and that are not supported, each with a node that needs it. */
    static List<String> unsupported(OnnxFile file) {
        var preparation = new Preparation(file);
        preparation.graph(file.graph(), file.opsets(), Set.of(), 0);
        return List.copyOf(preparation.unsupported);
    }

    private void check(OnnxFile file) {
        int opset = file.opsets().getOrDefault("", 0);
        if (opset > Operators.NEWEST) {
            problems.addFirst("the model is of opset " + opset + ", expected at most " + Operators.NEWEST);
        }
        if (!unsupported.isEmpty()) {
            problems.addFirst("operators that are not supported: " + String.join(", ", unsupported));
        }
        if (!problems.isEmpty()) {
            throw new OnnxException("onnx: " + String.join("; ", problems));
        }
    }

    private Prepared graph(OnnxGraph graph, Map<String, Integer> opsets, Set<String> around, int depth) {
        var constants = new HashMap<String, OnnxValue>();
        graph.initializers().forEach((name, data) -> constant(name, data, constants));
        var inputs = graph.inputs().stream().map(ValueInfo::name).toList();
        var outputs = graph.outputs().stream().map(ValueInfo::name).toList();
        var known = new HashSet<>(around);
        known.addAll(graph.initializers().keySet());
        known.addAll(inputs);
        var steps = steps(graph.nodes(), opsets, known, outputs, depth);
        for (var output : outputs) {
            if (!known.contains(output)) {
                problems.add("output '" + output + "' is computed by no node");
            }
        }
        return new Prepared(inputs, outputs, constants, steps);
    }

    private void constant(String name, TensorData data, Map<String, OnnxValue> constants) {
        try {
            constants.put(name, new OnnxValue.Dense(data.require("initializer '" + name + "'")));
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
    }

    private List<Prepared.Step> steps(
            List<OnnxNode> nodes, Map<String, Integer> opsets, Set<String> known, List<String> outputs, int depth) {
        var found = new ArrayList<Prepared.Step>();
        for (var node : Ordering.of(nodes)) {
            if (++this.nodes > MOST_NODES) {
                throw new OnnxException("onnx: the model has more than " + MOST_NODES + " nodes");
            }
            for (var input : node.inputs()) {
                if (!input.isEmpty() && !known.contains(input)) {
                    problems.add(node.title() + " takes '" + input + "', which no node before it computes");
                }
            }
            found.add(step(node, opsets, known, depth));
            for (var output : node.outputs()) {
                if (!output.isEmpty() && !known.add(output)) {
                    problems.add("'" + output + "' is computed twice, by " + node.title() + " for the second time");
                }
            }
        }
        return finished(found, outputs);
    }

    /** For each step the names that it is the last to take, so that their memory is free afterwards. */
    private static List<Prepared.Step> finished(List<Prepared.Step> steps, List<String> outputs) {
        var needed = new HashSet<>(outputs);
        var result = new ArrayList<Prepared.Step>();
        for (var step : steps.reversed()) {
            var last = new LinkedHashSet<String>();
            for (var name : taken(step)) {
                if (!name.isEmpty() && needed.add(name)) {
                    last.add(name);
                }
            }
            for (var name : step.node().outputs()) {
                if (!name.isEmpty() && !needed.contains(name)) {
                    last.add(name);
                }
            }
            result.add(new Prepared.Step(step.node(), step.operator(), step.opset(), step.bodies(), List.copyOf(last)));
        }
        return List.copyOf(result.reversed());
    }

    /** What a step reads, also from within its graphs. */
    static Set<String> taken(Prepared.Step step) {
        var names = new LinkedHashSet<>(step.node().inputs());
        for (var body : step.bodies().values()) {
            var within = new LinkedHashSet<>(body.outputs());
            body.steps().forEach(inner -> within.addAll(taken(inner)));
            body.steps().forEach(inner -> inner.node().outputs().forEach(within::remove));
            body.inputs().forEach(within::remove);
            within.removeAll(body.constants().keySet());
            names.addAll(within);
        }
        return names;
    }

    private Prepared.Step step(OnnxNode node, Map<String, Integer> opsets, Set<String> known, int depth) {
        int opset = opsets.getOrDefault(node.domain(), 1);
        var bodies = new HashMap<String, Prepared>();
        node.attributes().forEach((name, attribute) -> {
            if (attribute instanceof Attribute.Subgraph(var graph)) {
                bodies.put(name, graph(graph, opsets, known, depth));
            }
        });
        var operator = operator(node, opset, depth);
        return new Prepared.Step(node, operator, opset, Map.copyOf(bodies), List.of());
    }

    private Operator operator(OnnxNode node, int opset, int depth) {
        var function = functions.get(node.domain() + "." + node.operator());
        if (function != null) {
            return call(function, node, depth);
        }
        var operator = Operators.find(node.domain(), node.operator(), opset);
        if (operator == null) {
            unsupported.add(node.title() + " of opset " + opset);
            return _ -> List.of();
        }
        return operator;
    }

    /** A function of the file, written out for a node that calls it. */
    private Operator call(OnnxFunction function, OnnxNode node, int depth) {
        if (depth == DEEPEST) {
            problems.add(node.title() + ": functions of the model call each other more than " + DEEPEST + " deep");
            return _ -> List.of();
        }
        var attributes = new HashMap<>(function.defaults());
        attributes.putAll(node.attributes());
        var nodes = function.nodes().stream()
                .map(inner -> References.resolved(inner, attributes))
                .toList();
        var known = new HashSet<>(function.inputs());
        var steps = steps(nodes, function.opsets(), known, function.outputs(), depth + 1);
        var body = new Prepared(function.inputs(), function.outputs(), Map.of(), steps);
        return call -> {
            var given = new HashMap<String, OnnxValue>();
            for (int i = 0; i < Math.min(call.inputs(), function.inputs().size()); i++) {
                if (call.has(i)) {
                    given.put(function.inputs().get(i), call.value(i));
                }
            }
            return body.run(given, Watch.NONE);
        };
    }
}
