package io.lanewise.onnx.format;

import io.lanewise.tensor.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes what {@link ModelReader} reads; the fields' source is the same. */
public final class ModelWriter {
    private ModelWriter() {}

    /**
     * Writes a model, whole or not at all, with all of its elements in the one file.
     *
     * @throws IllegalArgumentException when it has something that cannot be written, or 2³¹ bytes or more, which protocol
     *     buffers do not take; then no file is touched
     */
    public static void write(Path file, OnnxFile model) throws IOException {
        var message = message(model);
        if (message.size() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "the model has " + message.size() + " bytes; protocol buffers have at most 2^31 - 1");
        }
        AtomicFile.write(file, message::writeTo);
    }

    /** The file's bytes. */
    public static ProtoWriter message(OnnxFile model) {
        var out = new ProtoWriter().number(1, model.irVersion()).text(2, model.producer());
        out.message(7, graph(model.graph()));
        model.opsets().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(opset ->
                        out.message(8, new ProtoWriter().text(1, opset.getKey()).number(2, opset.getValue())));
        model.metadata()
                .forEach((key, value) ->
                        out.message(14, new ProtoWriter().text(1, key).text(2, value)));
        if (!model.functions().isEmpty()) {
            throw new IllegalArgumentException("functions of a model cannot be written");
        }
        return out;
    }

    private static ProtoWriter graph(OnnxGraph graph) {
        var out = new ProtoWriter();
        graph.nodes().forEach(node -> out.message(1, node(node)));
        out.text(2, graph.name());
        graph.initializers().forEach((name, data) -> out.message(5, tensor(name, data)));
        graph.inputs().forEach(input -> out.message(11, valueInfo(input)));
        graph.outputs().forEach(output -> out.message(12, valueInfo(output)));
        return out;
    }

    private static ProtoWriter node(OnnxNode node) {
        var out = new ProtoWriter();
        node.inputs().forEach(input -> out.text(1, input));
        node.outputs().forEach(output -> out.text(2, output));
        out.text(3, node.name()).text(4, node.operator());
        node.attributes().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(attribute -> out.message(5, attribute(attribute.getKey(), attribute.getValue())));
        return node.domain().isEmpty() ? out : out.text(7, node.domain());
    }

    private static ProtoWriter attribute(String name, Attribute attribute) {
        var out = new ProtoWriter().text(1, name);
        int type =
                switch (attribute) {
                    case Attribute.Number(double value) -> {
                        out.f32(2, (float) value);
                        yield 1;
                    }
                    case Attribute.Whole(long value) -> {
                        out.number(3, value);
                        yield 2;
                    }
                    case Attribute.Text(String value) -> {
                        out.text(4, value);
                        yield 3;
                    }
                    case Attribute.Data(TensorData value) -> {
                        out.message(5, tensor(value.name(), value));
                        yield 4;
                    }
                    case Attribute.Subgraph(OnnxGraph value) -> {
                        out.message(6, graph(value));
                        yield 5;
                    }
                    case Attribute.Numbers(double[] values) -> {
                        for (double value : values) {
                            out.f32(7, (float) value);
                        }
                        yield 6;
                    }
                    case Attribute.Wholes(long[] values) -> {
                        for (long value : values) {
                            out.number(8, value);
                        }
                        yield 7;
                    }
                    case Attribute.Texts(List<String> values) -> {
                        values.forEach(value -> out.text(9, value));
                        yield 8;
                    }
                    case Attribute.Reference _, Attribute.Other _ ->
                        throw new IllegalArgumentException("attribute '" + name + "' cannot be written: " + attribute);
                };
        return out.number(20, type);
    }

    private static ProtoWriter tensor(String name, TensorData data) {
        var tensor = data.require("tensor '" + name + "'");
        if (data.kind().bytes() != tensor.dtype().bytes()) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' of type " + data.kind() + " cannot be written from " + tensor.dtype());
        }
        var out = new ProtoWriter();
        data.dims().forEach(dim -> out.number(1, dim));
        return out.number(2, data.kind().ordinal()).text(8, name).elements(9, tensor);
    }

    private static ProtoWriter valueInfo(ValueInfo info) {
        if (info.container() != ValueInfo.Container.TENSOR) {
            throw new IllegalArgumentException(
                    "'" + info.name() + "' cannot be written: it is no tensor, but " + info.describe());
        }
        var type = new ProtoWriter().number(1, info.kind().ordinal());
        var dims = info.dims();
        if (dims != null) {
            var shape = new ProtoWriter();
            dims.forEach(dim -> shape.message(1, dimension(dim)));
            type.message(2, shape);
        }
        return new ProtoWriter().text(1, info.name()).message(2, new ProtoWriter().message(1, type));
    }

    /** A number, a name, or what {@link TypeReader} calls a size that is not said. */
    private static ProtoWriter dimension(String size) {
        if (size.equals(ValueInfo.ANY_SIZE)) {
            return new ProtoWriter();
        }
        boolean number = size.chars().allMatch(Character::isDigit);
        return number ? new ProtoWriter().number(1, Long.parseLong(size)) : new ProtoWriter().text(2, size);
    }
}
