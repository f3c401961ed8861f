package io.lanewise.onnx;

import io.lanewise.onnx.format.Attribute;
import io.lanewise.onnx.format.OnnxGraph;
import io.lanewise.onnx.format.OnnxNode;
import java.util.HashMap;
import java.util.Map;

/** Attributes of a function's nodes that are those of the node that calls the function. */
final class References {
    private References() {}

    /** A node with the values that its references name; those without a value are left out. */
    static OnnxNode resolved(OnnxNode node, Map<String, Attribute> given) {
        var attributes = new HashMap<String, Attribute>();
        node.attributes().forEach((name, attribute) -> {
            switch (attribute) {
                case Attribute.Reference(String outer) -> {
                    var value = given.get(outer);
                    if (value != null) {
                        attributes.put(name, value);
                    }
                }
                case Attribute.Subgraph(var graph) ->
                    attributes.put(name, new Attribute.Subgraph(resolved(graph, given)));
                default -> attributes.put(name, attribute);
            }
        });
        return new OnnxNode(node.name(), node.operator(), node.domain(), node.inputs(), node.outputs(), attributes);
    }

    private static OnnxGraph resolved(OnnxGraph graph, Map<String, Attribute> given) {
        var nodes = graph.nodes().stream().map(node -> resolved(node, given)).toList();
        return new OnnxGraph(graph.name(), nodes, graph.initializers(), graph.inputs(), graph.outputs());
    }
}
