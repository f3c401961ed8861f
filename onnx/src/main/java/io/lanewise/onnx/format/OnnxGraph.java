package io.lanewise.onnx.format;

import java.util.List;
import java.util.Map;

/**
 * Nodes, each after those that it takes its inputs from.
 *
 * @param initializers tensors by name, which may also be inputs: these are then their defaults
 */
public record OnnxGraph(
        String name,
        List<OnnxNode> nodes,
        Map<String, TensorData> initializers,
        List<ValueInfo> inputs,
        List<ValueInfo> outputs) {
    public OnnxGraph {
        nodes = List.copyOf(nodes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
