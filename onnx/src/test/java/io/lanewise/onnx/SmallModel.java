package io.lanewise.onnx;

import ai.onnxruntime.OrtException;
import io.lanewise.onnx.format.ProtoWriter;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model of one node, written as a file has it, for this library and for ONNX Runtime. */
final class SmallModel {
    private static final int OPSET = 17;

    private final String domain;
    private final String operator;
    private final List<DType> outputs;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final ProtoWriter attributes = new ProtoWriter();
    private int opset = OPSET;

    SmallModel(String domain, String operator, DType... outputs) {
        this.domain = domain;
        this.operator = operator;
        this.outputs = List.of(outputs);
    }

    /** The version of ONNX's own domain, 17 unless this is called. */
    SmallModel opset(int version) {
        opset = version;
        return this;
    }

    /** The next inputs, of which null is not given. */
    SmallModel with(@Nullable Tensor... tensors) {
        for (var tensor : tensors) {
            var name = tensor == null ? "" : "x" + names.size();
            names.add(name);
            if (tensor != null) {
                inputs.put(name, tensor);
            }
        }
        return this;
    }

    /** The next inputs, of bytes, which the model has as weights. */
    SmallModel withWeights(Tensor... tensors) {
        for (var tensor : tensors) {
            weights.put("x" + names.size(), tensor);
            names.add("x" + names.size());
        }
        return this;
    }

    SmallModel set(String name, long value) {
        attributes.message(5, new ProtoWriter().text(1, name).number(3, value).number(20, 2));
        return this;
    }

    SmallModel set(String name, float value) {
        attributes.message(5, new ProtoWriter().text(1, name).f32(2, value).number(20, 1));
        return this;
    }

    SmallModel set(String name, String value) {
        attributes.message(5, new ProtoWriter().text(1, name).text(4, value).number(20, 3));
        return this;
    }

    SmallModel set(String name, int... values) {
        var attribute = new ProtoWriter().text(1, name);
        Arrays.stream(values).forEach(value -> attribute.number(8, value));
        attributes.message(5, attribute.number(20, 7));
        return this;
    }

    SmallModel texts(String name, String... values) {
        var attribute = new ProtoWriter().text(1, name);
        Arrays.stream(values).forEach(value -> attribute.text(9, value));
        attributes.message(5, attribute.number(20, 8));
        return this;
    }

    private byte[] bytes() {
        var node = new ProtoWriter();
        names.forEach(name -> node.text(1, name));
        for (int i = 0; i < outputs.size(); i++) {
            node.text(2, "y" + i);
        }
        node.text(4, operator).text(7, domain).fields(attributes);
        var graph = new ProtoWriter().message(1, node).text(2, "graph");
        inputs.forEach((name, tensor) ->
                graph.message(11, value(name, tensor.dtype(), tensor.shape().toArray())));
        weights.forEach((name, tensor) -> graph.message(5, bytes(name, tensor)));
        for (int i = 0; i < outputs.size(); i++) {
            graph.message(12, value("y" + i, outputs.get(i), null));
        }
        return new ProtoWriter()
                .number(1, 8)
                .message(7, graph)
                .message(8, new ProtoWriter().text(1, "").number(2, opset))
                .message(8, new ProtoWriter().text(1, "com.microsoft").number(2, 1))
                .toBytes();
    }

    private static ProtoWriter bytes(String name, Tensor tensor) {
        var bytes = new ProtoWriter().number(2, kind(tensor.dtype())).text(8, name);
        Arrays.stream(tensor.shape().toArray()).forEach(size -> bytes.number(1, size));
        return bytes.elements(9, tensor);
    }

    private static ProtoWriter value(String name, DType dtype, int @Nullable [] sizes) {
        var type = new ProtoWriter().number(1, kind(dtype));
        if (sizes != null) {
            var shape = new ProtoWriter();
            Arrays.stream(sizes).forEach(size -> shape.message(1, new ProtoWriter().number(1, size)));
            type.message(2, shape);
        }
        return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, type));
    }

    private static int kind(DType dtype) {
        return switch (dtype) {
            case F32 -> 1;
            case U8 -> 2;
            case I8 -> 3;
            case I32 -> 6;
            case I64 -> 7;
            default -> throw new IllegalArgumentException("no models of " + dtype);
        };
    }

    /** What this library makes of it, replayed. */
    List<Tensor> run() throws Exception {
        var model = OnnxModel.load(operator, bytes());
        model.run(inputs);
        return List.copyOf(model.run(inputs).values());
    }

    /** What ONNX Runtime makes of it, as numbers. */
    List<double[]> expected() throws OrtException {
        try (var session = Reference.session(bytes(), 1)) {
            return Reference.run(session, inputs);
        }
    }
}
