package io.lanewise.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A zip of safetensors files, one for each operator, variant and element type, whose metadata describe the cases. The
 * reader is the test's own, so that a fault in the library's reader does not hide one in an operator.
 */
final class Archive {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode header;
    private final ByteBuffer data;

    private Archive(ByteBuffer file) throws JsonProcessingException {
        file.order(ByteOrder.LITTLE_ENDIAN);
        var json = new byte[(int) file.getLong()];
        file.get(json);
        header = JSON.readTree(new String(json, StandardCharsets.UTF_8));
        data = file.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads all cases, in the order of their files' names, and passes them on one by one. */
    static void forEach(Path zip, Consumer<Case> consumer) throws IOException {
        try (var file = new ZipFile(zip.toFile())) {
            var entries = file.stream()
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            for (var entry : entries) {
                var bytes = file.getInputStream(entry).readAllBytes();
                new Archive(ByteBuffer.wrap(bytes)).cases().forEach(consumer);
            }
        }
    }

    private List<Case> cases() throws JsonProcessingException {
        var metadata = header.get("__metadata__");
        var variant = metadata.path("variant").asText();
        var operator = metadata.get("operator").asText() + (variant.isEmpty() ? "" : "__" + variant);
        var cases = new ArrayList<Case>();
        for (var node : JSON.readTree(metadata.get("cases").asText())) {
            var args = new ArrayList<@Nullable Object>();
            node.get("args").forEach(value -> args.add(value(value)));
            var kwargs = new LinkedHashMap<String, @Nullable Object>();
            node.get("kwargs").properties().forEach(e -> kwargs.put(e.getKey(), value(e.getValue())));
            var input = value(node.get("input"));
            var output = value(node.get("output"));
            var outputGradients = new ArrayList<Tensor>();
            node.path("grad_outputs").forEach(name -> outputGradients.add(tensor(name.asText())));
            var gradients = new ArrayList<@Nullable Tensor>();
            node.path("grads").forEach(name -> gradients.add(name.isNull() ? null : tensor(name.asText())));
            var id = node.get("id").asText();
            cases.add(new Case(id, operator, input, args, kwargs, output, outputGradients, gradients));
        }
        return cases;
    }

    private @Nullable Object value(JsonNode node) {
        var kind = node.has("tensor") ? "tensor" : node.fieldNames().next();
        var content = node.get(kind);
        return switch (kind) {
            case "tensor" ->
                tensor(content.asText()).requiresGrad_(node.path("grad").asBoolean());
            case "list" -> {
                var list = new ArrayList<@Nullable Object>();
                content.forEach(value -> list.add(value(value)));
                yield list;
            }
            case "int" -> content.asLong();
            case "float" -> content.isTextual() ? special(content.asText()) : content.asDouble();
            case "bool" -> content.asBoolean();
            case "str" -> content.asText();
            case "dtype" -> Case.dtype(content.asText());
            case "slice" -> new Case.Slice(bound(content.get(0)), bound(content.get(1)), bound(content.get(2)));
            case "ellipsis" -> Case.Ellipsis.INSTANCE;
            case "none" -> null;
            default -> throw new IllegalArgumentException("a value of an unknown kind: " + node);
        };
    }

    private static double special(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }

    private static @Nullable Long bound(JsonNode node) {
        return node.isNull() ? null : node.asLong();
    }

    private Tensor tensor(String name) {
        var entry = header.get(name);
        var sizes = new ArrayList<Integer>();
        entry.get("shape").forEach(size -> sizes.add(size.asInt()));
        var shape = Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
        var dtype = DType.valueOf(entry.get("dtype").asText());
        var bytes = data.slice(entry.get("data_offsets").get(0).asInt(), shape.elements() * dtype.bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        return Tensor.wrap(array(dtype, bytes, shape.elements()), dtype, shape);
    }

    private static Object array(DType dtype, ByteBuffer bytes, int length) {
        return switch (dtype) {
            case F32 -> {
                var array = new float[length];
                bytes.asFloatBuffer().get(array);
                yield array;
            }
            case F64 -> {
                var array = new double[length];
                bytes.asDoubleBuffer().get(array);
                yield array;
            }
            case I32 -> {
                var array = new int[length];
                bytes.asIntBuffer().get(array);
                yield array;
            }
            case I64 -> {
                var array = new long[length];
                bytes.asLongBuffer().get(array);
                yield array;
            }
            case F16, BF16 -> {
                var array = new short[length];
                bytes.asShortBuffer().get(array);
                yield array;
            }
            case BOOL, U8, I8 -> {
                var array = new byte[length];
                bytes.get(array);
                yield array;
            }
        };
    }
}
