package io.lanewise.onnx.format;

import java.util.List;
import java.util.Map;

/**
 * An operator that the file itself defines, as a graph.
 *
 * @param opsets the version of each domain that its nodes mean
 * @param defaults attributes that a call may leave out
 */
public record OnnxFunction(
        String name,
        String domain,
        List<String> inputs,
        List<String> outputs,
        List<OnnxNode> nodes,
        Map<String, Integer> opsets,
        Map<String, Attribute> defaults) {}
