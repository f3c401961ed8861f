package io.lanewise.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ONNX files written by hand: messages of protocol buffers, field by field. */
final class ModelBytes {
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int STRING = 8;
    static final int INT = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ModelBytes number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    ModelBytes text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ModelBytes message(int field, ModelBytes message) {
        return bytes(field, message.toBytes());
    }

    ModelBytes bytes(int field, byte[] bytes) {
        varint((long) field << 3 | 2);
        varint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    /** A model of one opset. */
    static byte[] model(int opset, ModelBytes graph) {
        var version = new ModelBytes().text(1, "").number(2, opset);
        return new ModelBytes()
                .number(1, 8)
                .text(2, "by hand")
                .message(7, graph)
                .message(8, version)
                .toBytes();
    }

    static ModelBytes node(String operator, List<String> inputs, List<String> outputs, ModelBytes... attributes) {
        var node = new ModelBytes();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(3, "the " + operator).text(4, operator);
        for (var attribute : attributes) {
            node.message(5, attribute);
        }
        return node;
    }

    static ModelBytes whole(String name, long value) {
        return new ModelBytes().text(1, name).number(3, value).number(20, INT);
    }

    /** A graph's input or output; a size of -1 has a name. */
    static ModelBytes value(String name, int type, int... sizes) {
        var shape = new ModelBytes();
        for (int size : sizes) {
            shape.message(1, size < 0 ? new ModelBytes().text(2, "n") : new ModelBytes().number(1, size));
        }
        var tensor = new ModelBytes().number(1, type).message(2, shape);
        return new ModelBytes().text(1, name).message(2, new ModelBytes().message(1, tensor));
    }

    static ModelBytes floats(String name, int[] sizes, float... elements) {
        var raw = ByteBuffer.allocate(4 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float element : elements) {
            raw.putFloat(element);
        }
        return tensor(name, FLOAT, sizes).bytes(9, raw.array());
    }

    static ModelBytes tensor(String name, int type, int... sizes) {
        var tensor = new ModelBytes();
        for (int size : sizes) {
            tensor.number(1, size);
        }
        return tensor.number(2, type).text(8, name);
    }

    /** y = x·w + b, where x is [n, 2]. */
    static byte[] linear() {
        return model(
                17,
                new ModelBytes()
                        .message(1, node("MatMul", List.of("x", "w"), List.of("product")))
                        .message(1, node("Add", List.of("product", "b"), List.of("y")))
                        .text(2, "linear")
                        .message(5, floats("w", new int[] {2, 3}, 1, 2, 3, 4, 5, 6))
                        .message(5, floats("b", new int[] {3}, 10, 20, 30))
                        .message(11, value("x", FLOAT, -1, 2))
                        .message(12, value("y", FLOAT, -1, 3)));
    }
}
