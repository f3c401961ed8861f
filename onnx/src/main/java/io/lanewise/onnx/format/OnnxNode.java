package io.lanewise.onnx.format;

import java.util.List;
import java.util.Map;

/**
 * A call of an operator.
 *
 * @param domain where the operator is defined; empty for ONNX's own
 * @param inputs the names of its inputs; empty for an optional one that is not given
 * @param outputs the names of its outputs; empty for one that nobody wants
 */
public record OnnxNode(
        String name,
        String operator,
        String domain,
        List<String> inputs,
        List<String> outputs,
        Map<String, Attribute> attributes) {
    public OnnxNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    /** Operator and name, for people: {@code Gather '/embeddings/Gather'}. */
    public String title() {
        var qualified = domain.isEmpty() ? operator : domain + "." + operator;
        var label = name.isEmpty() && !outputs.isEmpty() ? outputs.getFirst() : name;
        return label.isEmpty() ? qualified : qualified + " '" + label + "'";
    }
}
