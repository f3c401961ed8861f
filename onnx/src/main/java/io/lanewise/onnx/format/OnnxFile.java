package io.lanewise.onnx.format;

import java.util.List;
import java.util.Map;

/**
 * What an ONNX file says.
 *
 * @param opsets the version of each domain that its nodes mean; ONNX's own is the empty name
 */
public record OnnxFile(
        long irVersion,
        String producer,
        Map<String, Integer> opsets,
        OnnxGraph graph,
        List<OnnxFunction> functions,
        Map<String, String> metadata) {}
