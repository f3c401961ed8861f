package io.lanewise.pipelines;

import io.lanewise.hub.ModelFiles;
import io.lanewise.onnx.ModelSummary;
import io.lanewise.onnx.OnnxModel;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.InvalidFileException;
import io.lanewise.tokenizers.Encoding;
import io.lanewise.tokenizers.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A model that takes the ids of tokens: which inputs it has, and which of its outputs is asked for. */
final class TextModel {
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final String POSITIONS = "position_ids";

    /** Where exporters put a model, the whole one first. */
    private static final List<String> FILES = List.of(
            "model.onnx",
            "onnx/model.onnx",
            "model_quantized.onnx",
            "onnx/model_quantized.onnx",
            "onnx/model_qint8_avx512_vnni.onnx");

    /** They find a scale in all that is computed at once, padding and other texts included. */
    private static final Set<String> SCALED_BY_ALL =
            Set.of("DynamicQuantizeLinear", "com.microsoft.DynamicQuantizeMatMul", "com.microsoft.DynamicQuantizeLSTM");

    private final OnnxModel model;
    private final Map<String, DType> inputs;
    private final String output;
    private final int padId;

    private TextModel(OnnxModel model, Map<String, DType> inputs, String output, int padId) {
        this.model = model;
        this.inputs = inputs;
        this.output = output;
        this.padId = padId;
    }

    /** Finds a model's file: one of the usual names, or the only one that ends with {@code .onnx}. */
    static Path find(ModelFiles files, String folder) throws IOException {
        return OnnxFiles.find(files, folder, FILES);
    }

    /** Finds a model's tokenizer: beside the transformer, beside all, or the only one of a longer name. */
    static Path findTokenizer(ModelFiles files, String folder) throws IOException {
        for (var name : List.of(folder + Tokenizer.FILE_NAME, Tokenizer.FILE_NAME)) {
            if (files.has(name)) {
                return files.path(name);
            }
        }
        return OnnxFiles.only(files, "-" + Tokenizer.FILE_NAME, List.of(Tokenizer.FILE_NAME));
    }

    /** A model that was read from a file; of its outputs the first of these names is taken, or else its first. */
    static TextModel of(Path file, OnnxModel model, int padId, List<String> outputs) throws InvalidFileException {
        var summary = model.summary();
        var inputs = new LinkedHashMap<String, DType>();
        for (var input : summary.inputs()) {
            inputs.put(input.name(), type(file, input));
        }
        if (!inputs.containsKey(IDS)) {
            throw new InvalidFileException(file, "has no input " + IDS + "; expected a model of texts");
        }
        var names = summary.outputs().stream().map(ModelSummary.Port::name).toList();
        var output = outputs.stream().filter(names::contains).findFirst().orElse(names.getFirst());
        return new TextModel(model, inputs, output, padId);
    }

    private static DType type(Path file, ModelSummary.Port input) throws InvalidFileException {
        if (!List.of(IDS, MASK, TYPES, POSITIONS).contains(input.name())) {
            throw new InvalidFileException(
                    file,
                    "has the input " + input.name() + " (" + input.type() + "), which a text does not give; expected "
                            + String.join(", ", IDS, MASK, TYPES, POSITIONS));
        }
        if (input.type().startsWith("INT64")) {
            return DType.I64;
        }
        if (input.type().startsWith("INT32")) {
            return DType.I32;
        }
        throw new InvalidFileException(
                file, "has the input " + input.name() + " (" + input.type() + "); expected INT64 or INT32");
    }

    /** The name of the output that is taken. */
    String output() {
        return output;
    }

    /** Whether a text's result depends on padding and on the texts that run with it, so that it must run alone. */
    boolean runsAlone() {
        return !inputs.containsKey(MASK)
                || model.summary().operators().keySet().stream().anyMatch(SCALED_BY_ALL::contains);
    }

    /** Runs texts that are padded to a length; gives the output for [texts, length]. */
    Tensor run(List<Encoding> texts, int length) {
        var given = new LinkedHashMap<String, Tensor>();
        inputs.forEach((name, type) -> given.put(name, input(name, type, texts, length)));
        return Objects.requireNonNull(model.run(given).get(output));
    }

    private Tensor input(String name, DType type, List<Encoding> texts, int length) {
        var values = new long[texts.size() * length];
        if (name.equals(IDS)) {
            Arrays.fill(values, padId);
        }
        for (int i = 0; i < texts.size(); i++) {
            var text = texts.get(i);
            int from = i * length;
            switch (name) {
                case IDS -> copy(text.ids(), values, from);
                case TYPES -> copy(text.typeIds(), values, from);
                case MASK -> Arrays.fill(values, from, from + text.size(), 1);
                default -> Arrays.setAll(values, at -> at % length);
            }
        }
        return Tensor.wrap(values, DType.I64, Shape.of(texts.size(), length)).to(type);
    }

    private static void copy(int[] from, long[] to, int at) {
        for (int i = 0; i < from.length; i++) {
            to[at + i] = from[i];
        }
    }
}
