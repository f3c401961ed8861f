package io.lanewise.onnx.format;

import io.lanewise.tensor.io.InvalidFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads ONNX files. Source of the fields: <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3">onnx.proto3</a>.
 */
public final class ModelReader {
    private final ExternalData external;

    private ModelReader(ExternalData external) {
        this.external = external;
    }

    /**
     * The model in a file, whose tensors may lie in other files of its folder.
     *
     * @throws InvalidFileException when it is not valid
     */
    public static OnnxFile read(Path file) throws IOException {
        try (var arena = Arena.ofConfined();
                var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new InvalidFileException(
                        file, "has " + channel.size() + " bytes; protocol buffers have at most 2^31 - 1");
            }
            var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)
                    .asByteBuffer();
            var folder = file.toAbsolutePath().getParent();
            return read(file, bytes, new ExternalData(folder, arena));
        }
    }

    /** The model in these bytes, whose tensors must all lie in them; the name stands in messages. */
    public static OnnxFile read(Path name, byte[] bytes) throws InvalidFileException {
        try (var arena = Arena.ofConfined()) {
            return read(name, ByteBuffer.wrap(bytes), new ExternalData(null, arena));
        } catch (InvalidFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OnnxFile read(Path name, ByteBuffer bytes, ExternalData external) throws IOException {
        try {
            return new ModelReader(external).model(ProtoReader.of(bytes));
        } catch (MalformedException e) {
            throw new InvalidFileException(name, "is not a valid ONNX model: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private OnnxFile model(ProtoReader in) {
        long irVersion = 0;
        var producer = "";
        var opsets = new HashMap<String, Integer>();
        var functions = new ArrayList<OnnxFunction>();
        var metadata = new LinkedHashMap<String, String>();
        OnnxGraph graph = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> irVersion = in.integer();
                case 2 -> producer = in.text();
                case 7 -> graph = graph(in.message());
                case 8 -> opset(in.message(), opsets);
                case 14 -> {
                    var pair = entry(in.message());
                    metadata.put(pair.getKey(), pair.getValue());
                }
                case 25 -> functions.add(function(in.message()));
                default -> in.skip();
            }
        }
        if (graph == null) {
            throw new MalformedException("it has no graph");
        }
        return new OnnxFile(irVersion, producer, Map.copyOf(opsets), graph, List.copyOf(functions), metadata);
    }

    private static void opset(ProtoReader in, Map<String, Integer> opsets) {
        var domain = "";
        int version = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> domain = in.text();
                case 2 -> version = in.smallInteger();
                default -> in.skip();
            }
        }
        opsets.put(canonical(domain), version);
    }

    /** ONNX's own domain has two names. */
    private static String canonical(String domain) {
        return domain.equals("ai.onnx") ? "" : domain;
    }

    static Map.Entry<String, String> entry(ProtoReader in) {
        var key = "";
        var value = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.text();
                case 2 -> value = in.text();
                default -> in.skip();
            }
        }
        return Map.entry(key, value);
    }

    private OnnxGraph graph(ProtoReader in) {
        var name = "";
        var nodes = new ArrayList<OnnxNode>();
        var initializers = new LinkedHashMap<String, TensorData>();
        var inputs = new ArrayList<ValueInfo>();
        var outputs = new ArrayList<ValueInfo>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> nodes.add(node(in.message()));
                case 2 -> name = in.text();
                case 5 -> {
                    var tensor = TensorReader.read(in.message(), external);
                    if (initializers.put(tensor.name(), tensor) != null) {
                        throw new MalformedException("two initializers have the name '" + tensor.name() + "'");
                    }
                }
                case 11 -> inputs.add(TypeReader.valueInfo(in.message()));
                case 12 -> outputs.add(TypeReader.valueInfo(in.message()));
                case 15 -> throw new MalformedException("sparse initializers are not supported");
                default -> in.skip();
            }
        }
        return new OnnxGraph(name, nodes, initializers, inputs, outputs);
    }

    private OnnxNode node(ProtoReader in) {
        var name = "";
        var operator = "";
        var domain = "";
        var inputs = new ArrayList<String>();
        var outputs = new ArrayList<String>();
        var attributes = new HashMap<String, Attribute>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> inputs.add(in.text());
                case 2 -> outputs.add(in.text());
                case 3 -> name = in.text();
                case 4 -> operator = in.text();
                case 5 -> attribute(in.message(), attributes);
                case 7 -> domain = canonical(in.text());
                default -> in.skip();
            }
        }
        return new OnnxNode(name, operator, domain, inputs, outputs, attributes);
    }

    private void attribute(ProtoReader in, Map<String, Attribute> attributes) {
        var reader = new AttributeReader(this::graph, external);
        while (in.next()) {
            reader.field(in);
        }
        attributes.put(reader.name(), reader.attribute());
    }

    private OnnxFunction function(ProtoReader in) {
        var name = "";
        var domain = "";
        var inputs = new ArrayList<String>();
        var outputs = new ArrayList<String>();
        var nodes = new ArrayList<OnnxNode>();
        var opsets = new HashMap<String, Integer>();
        var defaults = new HashMap<String, Attribute>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 4 -> inputs.add(in.text());
                case 5 -> outputs.add(in.text());
                case 7 -> nodes.add(node(in.message()));
                case 9 -> opset(in.message(), opsets);
                case 10 -> domain = canonical(in.text());
                case 11 -> attribute(in.message(), defaults);
                default -> in.skip();
            }
        }
        return new OnnxFunction(
                name,
                domain,
                List.copyOf(inputs),
                List.copyOf(outputs),
                List.copyOf(nodes),
                Map.copyOf(opsets),
                Map.copyOf(defaults));
    }
}
