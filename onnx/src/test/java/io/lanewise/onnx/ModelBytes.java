package io.lanewise.onnx;

import io.lanewise.onnx.format.ProtoWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** ONNX files written by hand, field by field. */
final class ModelBytes {
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int STRING = 8;
    static final int INT = 2;

    private ModelBytes() {}

    /** A model of one opset. */
    static byte[] model(int opset, ProtoWriter graph) {
        var version = new ProtoWriter().text(1, "").number(2, opset);
        return new ProtoWriter()
                .number(1, 8)
                .text(2, "by hand")
                .message(7, graph)
                .message(8, version)
                .toBytes();
    }

    static ProtoWriter node(String operator, List<String> inputs, List<String> outputs, ProtoWriter... attributes) {
        return nameless(operator, inputs, outputs, attributes).text(3, "the " + operator);
    }

    /** A node that goes by the name of its first output. */
    static ProtoWriter nameless(String operator, List<String> inputs, List<String> outputs, ProtoWriter... attributes) {
        var node = new ProtoWriter();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(4, operator);
        for (var attribute : attributes) {
            node.message(5, attribute);
        }
        return node;
    }

    static ProtoWriter whole(String name, long value) {
        return new ProtoWriter().text(1, name).number(3, value).number(20, INT);
    }

    /** An attribute that is a tensor. */
    static ProtoWriter data(String name, ProtoWriter tensor) {
        return new ProtoWriter().text(1, name).message(5, tensor).number(20, 4);
    }

    /** An attribute that is a branch or the body of a loop. */
    static ProtoWriter graph(String name, ProtoWriter graph) {
        return new ProtoWriter().text(1, name).message(6, graph).number(20, 5);
    }

    /** A graph's input or output; a size of -1 has a name. */
    static ProtoWriter value(String name, int type, int... sizes) {
        var shape = new ProtoWriter();
        for (int size : sizes) {
            shape.message(1, size < 0 ? new ProtoWriter().text(2, "n") : new ProtoWriter().number(1, size));
        }
        var tensor = new ProtoWriter().number(1, type).message(2, shape);
        return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
    }

    static ProtoWriter floats(String name, int[] sizes, float... elements) {
        var raw = ByteBuffer.allocate(4 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float element : elements) {
            raw.putFloat(element);
        }
        return tensor(name, FLOAT, sizes).bytes(9, raw.array());
    }

    static ProtoWriter tensor(String name, int type, int... sizes) {
        var tensor = new ProtoWriter();
        for (int size : sizes) {
            tensor.number(1, size);
        }
        return tensor.number(2, type).text(8, name);
    }

    /** y = x·w + b, where x is [n, 2]. */
    static byte[] linear() {
        return model(
                17,
                new ProtoWriter()
                        .message(1, node("MatMul", List.of("x", "w"), List.of("product")))
                        .message(1, node("Add", List.of("product", "b"), List.of("y")))
                        .text(2, "linear")
                        .message(5, floats("w", new int[] {2, 3}, 1, 2, 3, 4, 5, 6))
                        .message(5, floats("b", new int[] {3}, 10, 20, 30))
                        .message(11, value("x", FLOAT, -1, 2))
                        .message(12, value("y", FLOAT, -1, 3)));
    }
}
