package io.lanewise.onnx.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads an {@code AttributeProto}. Files of the first versions do not say its type: what is there then decides. */
final class AttributeReader {
    private static final String[] TYPES = {
        "undefined",
        "float",
        "int",
        "string",
        "tensor",
        "graph",
        "floats",
        "ints",
        "strings",
        "tensors",
        "graphs",
        "sparse tensor",
        "sparse tensors",
        "type",
        "types"
    };

    private final Function<ProtoReader, OnnxGraph> graphs;
    private final ExternalData external;
    private final List<Double> floats = new ArrayList<>();
    private final List<Long> ints = new ArrayList<>();
    private final List<String> strings = new ArrayList<>();
    private String name = "";
    private String reference = "";
    private String text = "";
    private double number;
    private long whole;
    private int type;
    private int guessed;
    private @Nullable TensorData tensor;
    private @Nullable OnnxGraph graph;

    AttributeReader(Function<ProtoReader, OnnxGraph> graphs, ExternalData external) {
        this.graphs = graphs;
        this.external = external;
    }

    void field(ProtoReader in) {
        switch (in.field()) {
            case 1 -> name = in.text();
            case 2 -> {
                number = in.f32();
                guessed = 1;
            }
            case 3 -> {
                whole = in.integer();
                guessed = 2;
            }
            case 4 -> {
                text = bytes(in);
                guessed = 3;
            }
            case 5 -> {
                tensor = TensorReader.read(in.message(), external);
                guessed = 4;
            }
            case 6 -> {
                graph = graphs.apply(in.message());
                guessed = 5;
            }
            case 7 -> {
                floats(in);
                guessed = 6;
            }
            case 8 -> {
                ints(in);
                guessed = 7;
            }
            case 9 -> {
                strings.add(bytes(in));
                guessed = 8;
            }
            case 20 -> type = in.smallInteger();
            case 21 -> reference = in.text();
            default -> in.skip();
        }
    }

    /** Text that need not be UTF-8. */
    private static String bytes(ProtoReader in) {
        return StandardCharsets.UTF_8.decode(in.bytes()).toString();
    }

    private void floats(ProtoReader in) {
        if (in.isPacked()) {
            var bytes = in.bytes();
            while (bytes.remaining() >= 4) {
                floats.add((double) bytes.getFloat());
            }
        } else {
            floats.add((double) in.f32());
        }
    }

    private void ints(ProtoReader in) {
        if (in.isPacked()) {
            for (var packed = in.packed(); packed.hasMore(); ) {
                ints.add(packed.varint());
            }
        } else {
            ints.add(in.integer());
        }
    }

    String name() {
        return name;
    }

    Attribute attribute() {
        if (!reference.isEmpty()) {
            return new Attribute.Reference(reference);
        }
        int kind = type == 0 ? guessed : type;
        return switch (kind) {
            case 1 -> new Attribute.Number(number);
            case 2 -> new Attribute.Whole(whole);
            case 3 -> new Attribute.Text(text);
            case 4 -> new Attribute.Data(given(tensor));
            case 5 -> new Attribute.Subgraph(given(graph));
            case 6 ->
                new Attribute.Numbers(
                        floats.stream().mapToDouble(Double::doubleValue).toArray());
            case 7 ->
                new Attribute.Wholes(ints.stream().mapToLong(Long::longValue).toArray());
            case 8 -> new Attribute.Texts(List.copyOf(strings));
            default -> new Attribute.Other(kind >= 0 && kind < TYPES.length ? TYPES[kind] : "type " + kind);
        };
    }

    private <T> T given(@Nullable T value) {
        if (value == null) {
            throw new MalformedException("attribute '" + name + "' is said to have a value, and has none");
        }
        return value;
    }
}
