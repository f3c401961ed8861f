package io.lanewise.onnx;

import io.lanewise.onnx.format.Attribute;
import io.lanewise.onnx.format.ModelReader;
import io.lanewise.onnx.format.OnnxFile;
import io.lanewise.onnx.format.OnnxGraph;
import io.lanewise.onnx.format.TensorData;
import io.lanewise.onnx.format.ValueInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an ONNX file says, whether or not it can be run.
 *
 * @param irVersion the version of the file format
 * @param producer the program that wrote the file
 * @param opsets the version of each domain of operators; ONNX's own is the empty name
 * @param inputs what a caller gives
 * @param outputs what a run gives
 * @param parameters how many elements the weights have, those of branches and loops among them
 * @param operators how many nodes there are of each operator, by name with its domain
 * @param unsupported the operators that are not supported, each with a node that needs it
 * @param metadata what else the file says about itself
 */
public record ModelSummary(
        long irVersion,
        String producer,
        Map<String, Integer> opsets,
        List<Port> inputs,
        List<Port> outputs,
        long parameters,
        Map<String, Integer> operators,
        List<String> unsupported,
        Map<String, String> metadata) {
    /**
     * An input or output.
     *
     * @param type element type and sizes, numbers or names, for people: {@code FLOAT [batch, 384]}
     */
    public record Port(String name, String type) {}

    /**
     * Reads a file without making it ready to run.
     *
     * @throws io.lanewise.tensor.io.InvalidFileException when it is not a valid model
     */
    public static ModelSummary read(Path file) throws IOException {
        return of(ModelReader.read(file));
    }

    static ModelSummary of(OnnxFile file) {
        var graph = file.graph();
        var operators = new TreeMap<String, Integer>();
        count(graph, operators);
        return new ModelSummary(
                file.irVersion(),
                file.producer(),
                file.opsets(),
                Signature.inputs(graph).stream().map(ModelSummary::port).toList(),
                graph.outputs().stream().map(ModelSummary::port).toList(),
                parameters(graph),
                operators,
                Preparation.unsupported(file),
                file.metadata());
    }

    /** Some exporters write weights as nodes; single numbers and integers among these are none. */
    private static long parameters(OnnxGraph graph) {
        long elements = graph.initializers().values().stream()
                .mapToLong(TensorData::elements)
                .sum();
        for (var node : graph.nodes()) {
            for (var attribute : node.attributes().values()) {
                elements += switch (attribute) {
                    case Attribute.Data(TensorData data) when isWeight(data) -> data.elements();
                    case Attribute.Subgraph(OnnxGraph inner) -> parameters(inner);
                    default -> 0;
                };
            }
        }
        return elements;
    }

    private static boolean isWeight(TensorData data) {
        var tensor = data.tensor();
        return data.elements() > 1 && tensor != null && tensor.dtype().isFloat();
    }

    private static Port port(ValueInfo info) {
        return new Port(info.name(), info.describe());
    }

    private static void count(OnnxGraph graph, Map<String, Integer> operators) {
        for (var node : graph.nodes()) {
            var name = node.domain().isEmpty() ? node.operator() : node.domain() + "." + node.operator();
            operators.merge(name, 1, Integer::sum);
            node.attributes().values().forEach(attribute -> {
                if (attribute instanceof Attribute.Subgraph(var inner)) {
                    count(inner, operators);
                }
            });
        }
    }
}
