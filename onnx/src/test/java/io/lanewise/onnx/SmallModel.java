package io.lanewise.onnx;

import ai.onnxruntime.OrtException;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
    private final List<String> names = new ArrayList<>();
    private final Message attributes = new Message();

    SmallModel(String domain, String operator, DType... outputs) {
        this.domain = domain;
        this.operator = operator;
        this.outputs = List.of(outputs);
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

    SmallModel set(String name, long value) {
        attributes.message(5, new Message().text(1, name).number(3, value).number(20, 2));
        return this;
    }

    SmallModel set(String name, float value) {
        attributes.message(5, new Message().text(1, name).single(2, value).number(20, 1));
        return this;
    }

    SmallModel set(String name, String value) {
        attributes.message(5, new Message().text(1, name).text(4, value).number(20, 3));
        return this;
    }

    SmallModel set(String name, int... values) {
        var attribute = new Message().text(1, name);
        Arrays.stream(values).forEach(value -> attribute.number(8, value));
        attributes.message(5, attribute.number(20, 7));
        return this;
    }

    SmallModel texts(String name, String... values) {
        var attribute = new Message().text(1, name);
        Arrays.stream(values).forEach(value -> attribute.text(9, value));
        attributes.message(5, attribute.number(20, 8));
        return this;
    }

    private byte[] bytes() {
        var node = new Message();
        names.forEach(name -> node.text(1, name));
        for (int i = 0; i < outputs.size(); i++) {
            node.text(2, "y" + i);
        }
        node.text(4, operator).text(7, domain).append(attributes);
        var graph = new Message().message(1, node).text(2, "graph");
        inputs.forEach((name, tensor) ->
                graph.message(11, value(name, tensor.dtype(), tensor.shape().toArray())));
        for (int i = 0; i < outputs.size(); i++) {
            graph.message(12, value("y" + i, outputs.get(i), null));
        }
        return new Message()
                .number(1, 8)
                .message(7, graph)
                .message(8, new Message().text(1, "").number(2, OPSET))
                .message(8, new Message().text(1, "com.microsoft").number(2, 1))
                .bytes();
    }

    private static Message value(String name, DType dtype, int @Nullable [] sizes) {
        var type = new Message().number(1, kind(dtype));
        if (sizes != null) {
            var shape = new Message();
            Arrays.stream(sizes).forEach(size -> shape.message(1, new Message().number(1, size)));
            type.message(2, shape);
        }
        return new Message().text(1, name).message(2, new Message().message(1, type));
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

    /** Fields of a protobuf message. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        Message number(int field, long value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Message single(int field, float value) {
            varint(field << 3 | 5);
            out.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(value)
                    .array());
            return this;
        }

        private Message block(int field, byte[] content) {
            varint(field << 3 | 2);
            varint(content.length);
            out.writeBytes(content);
            return this;
        }

        Message text(int field, String text) {
            return block(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message inner) {
            return block(field, inner.bytes());
        }

        Message append(Message other) {
            out.writeBytes(other.bytes());
            return this;
        }
    }
}
