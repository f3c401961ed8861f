package io.lanewise.onnx.export;

import io.lanewise.graph.Value;
import io.lanewise.onnx.format.ElementKind;
import io.lanewise.onnx.format.OnnxFile;
import io.lanewise.onnx.format.OnnxGraph;
import io.lanewise.onnx.format.OnnxNode;
import io.lanewise.onnx.format.ValueInfo;
import io.lanewise.tensor.Storage;
import io.lanewise.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A graph as an ONNX file. */
public final class Translator {
    /** The version of the operators: the first that has Gelu, and read by runtimes since 2023. */
    private static final int OPSET = 20;

    /** The version of the file format that came with the opset. */
    private static final int IR_VERSION = 9;

    private final Family family;
    private final List<String> inputs;
    private final List<String> outputs;
    private final Nodes nodes;
    private final Map<Storage, Map<Tensor, String>> state = new IdentityHashMap<>();
    private final Map<Value, String> names = new IdentityHashMap<>();

    private Translator(Family family, Map<String, Tensor> state, List<String> inputs, List<String> outputs) {
        this.family = family;
        this.inputs = inputs;
        this.outputs = outputs;
        this.nodes = new Nodes(family.axes(), inputs, outputs);
        state.forEach((name, tensor) -> this.state
                .computeIfAbsent(tensor.storage(), _ -> new IdentityHashMap<>())
                .put(tensor, name));
    }

    /**
     * Writes a graph.
     *
     * @param state what the graph's parameters are called
     * @throws IllegalArgumentException naming the operation that ONNX has nothing for
     */
    public static OnnxFile file(Family family, Map<String, Tensor> state, List<String> inputs, List<String> outputs) {
        var graph = new Translator(family, state, inputs, outputs).graph();
        return new OnnxFile(IR_VERSION, "lanewise", Map.of("", OPSET), graph, List.of(), Map.of());
    }

    private OnnxGraph graph() {
        var graph = family.graph();
        graph.inputs().forEach(input -> names.put(input, inputs.get(input.index())));
        for (var node : graph.nodes()) {
            names.put(node, translated(node));
        }
        var results = results(graph.outputs());
        return new OnnxGraph(
                "lanewise",
                results,
                nodes.initializers(),
                infos(inputs, graph.inputs()),
                infos(outputs, graph.outputs()));
    }

    private String translated(Value.Node node) {
        try {
            if (Means.isMean(family, node)) {
                return Means.write(nodes, node, name(Means.of(node)));
            }
            var operands = node.inputs().stream().map(this::name).toList();
            return Translation.of(new Step(nodes, family, node, operands));
        } catch (IllegalArgumentException e) {
            var shapes = node.inputs().stream()
                    .map(input -> input.dtype() + " " + input.shape())
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(node.op().name() + " of " + shapes + ": " + e.getMessage(), e);
        }
    }

    private String name(Value value) {
        var known = names.get(value);
        if (known != null) {
            return known;
        }
        var name =
                switch (value) {
                    case Value.Parameter parameter -> parameter(parameter);
                    case Value.Constant constant -> Constants.write(nodes, family, constant);
                    case Value.Input _, Value.Node _ ->
                        throw new IllegalStateException(value + " is used before it is computed");
                };
        names.put(value, name);
        return name;
    }

    private String parameter(Value.Parameter parameter) {
        var tensor = parameter.tensor();
        for (var other : family.grown(parameter)) {
            var grown = ((Value.Parameter) other).tensor();
            if (grown.storage() != tensor.storage() || !grown.shape().equals(tensor.shape())) {
                throw new IllegalArgumentException("a tensor " + tensor.dtype() + " " + tensor.shape()
                        + " that the function reads is another one, " + grown.shape()
                        + ", when an axis that may change is longer");
            }
        }
        return nodes.initializer(stateName(tensor), tensor);
    }

    /** Names are found by where elements lie, since a tensor may have several objects. */
    private String stateName(Tensor parameter) {
        return state.getOrDefault(parameter.storage(), Map.of()).entrySet().stream()
                .filter(entry -> entry.getKey().shape().equals(parameter.shape())
                        && entry.getKey().offset() == parameter.offset()
                        && Arrays.equals(entry.getKey().strides(), parameter.strides()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("parameter");
    }

    private List<ValueInfo> infos(List<String> called, List<? extends Value> values) {
        var infos = new ArrayList<ValueInfo>();
        for (int i = 0; i < called.size(); i++) {
            var value = values.get(i);
            var dims = family.sizes(value).stream()
                    .map(size -> size.name(family.axes()))
                    .toList();
            infos.add(new ValueInfo(called.get(i), ValueInfo.Container.TENSOR, ElementKind.of(value.dtype()), dims));
        }
        return infos;
    }

    /** The nodes that outputs need, of which those that compute the outputs have their names. */
    private List<OnnxNode> results(List<Value> values) {
        var renamed = new HashMap<String, String>();
        var copies = new ArrayList<OnnxNode>();
        var computed = new HashSet<String>();
        nodes.nodes().forEach(node -> computed.addAll(node.outputs()));
        for (int i = 0; i < outputs.size(); i++) {
            var name = name(values.get(i));
            if (!computed.contains(name) || renamed.putIfAbsent(name, outputs.get(i)) != null) {
                copies.add(
                        new OnnxNode(outputs.get(i), "Identity", "", List.of(name), List.of(outputs.get(i)), Map.of()));
            }
        }
        var wanted = new HashSet<>(renamed.keySet());
        copies.forEach(copy -> wanted.addAll(copy.inputs()));
        var all = new ArrayDeque<>(copies);
        for (var node : nodes.nodes().reversed()) {
            if (node.outputs().stream().anyMatch(wanted::contains)) {
                wanted.addAll(node.inputs());
                all.addFirst(node);
            }
        }
        return all.stream().map(node -> renamed(node, renamed)).toList();
    }

    private static OnnxNode renamed(OnnxNode node, Map<String, String> names) {
        return new OnnxNode(
                node.name(),
                node.operator(),
                node.domain(),
                node.inputs().stream()
                        .map(name -> names.getOrDefault(name, name))
                        .toList(),
                node.outputs().stream()
                        .map(name -> names.getOrDefault(name, name))
                        .toList(),
                node.attributes());
    }
}
