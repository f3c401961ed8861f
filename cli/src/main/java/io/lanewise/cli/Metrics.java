package io.lanewise.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.lanewise.datasets.FashionMnist;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Pool;
import io.lanewise.nn.StateException;
import io.lanewise.nn.Stateful;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What was measured in each epoch. */
final class Metrics implements Stateful {
    private final List<Epoch> epochs = new ArrayList<>();

    /** The mean loss of an epoch's batches, the accuracy on the test images after it, and the seconds of its training. */
    record Epoch(double loss, double accuracy, double seconds) {}

    void add(Epoch epoch) {
        epochs.add(epoch);
    }

    List<Epoch> epochs() {
        return List.copyOf(epochs);
    }

    /** A row of loss, accuracy and seconds for each epoch. */
    @Override
    public Map<String, Tensor> stateDict() {
        var rows = new double[3 * epochs.size()];
        for (int i = 0; i < epochs.size(); i++) {
            rows[3 * i] = epochs.get(i).loss();
            rows[3 * i + 1] = epochs.get(i).accuracy();
            rows[3 * i + 2] = epochs.get(i).seconds();
        }
        return Map.of("epochs", Tensor.wrap(rows, DType.F64, Shape.of(epochs.size(), 3)));
    }

    @Override
    public void loadStateDict(Map<String, Tensor> state) {
        var rows = state.get("epochs");
        if (rows == null || rows.dim() != 2 || rows.size(1) != 3) {
            throw new StateException("metrics: expected 'epochs' of shape [n, 3]");
        }
        var numbers = rows.toDoubleArray();
        epochs.clear();
        for (int i = 0; i < numbers.length; i += 3) {
            epochs.add(new Epoch(numbers[i], numbers[i + 1], numbers[i + 2]));
        }
    }

    /** Writes metrics.json. */
    void write(Path file, Settings settings, String data, Accuracy accuracy) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var json = new JsonFactory().createGenerator(bytes).setPrettyPrinter(new DefaultPrettyPrinter())) {
            json.writeStartObject();
            json.writeStringField("data", data);
            json.writeNumberField("seed", settings.seed());
            json.writeNumberField("hidden", settings.hidden());
            json.writeNumberField("batchSize", settings.batchSize());
            json.writeNumberField("lr", settings.lr());
            json.writeNumberField("threads", Pool.threads());
            json.writeStringField("cpu", Cpu.model());
            json.writeStringField("simd", Cpu.explanation());
            json.writeStringField("java", Runtime.version().toString());
            writeEpochs(json);
            json.writeNumberField("accuracy", accuracy.total());
            json.writeObjectFieldStart("accuracyByClass");
            for (int label = 0; label < ImageClassifier.CLASSES; label++) {
                json.writeFieldName(FashionMnist.CLASSES.get(label));
                writeNumber(json, accuracy.of(label));
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        AtomicFile.write(file, bytes.toByteArray());
    }

    private void writeEpochs(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("epochs");
        for (int i = 0; i < epochs.size(); i++) {
            json.writeStartObject();
            json.writeNumberField("epoch", i + 1);
            json.writeFieldName("loss");
            writeNumber(json, epochs.get(i).loss());
            json.writeNumberField("accuracy", epochs.get(i).accuracy());
            json.writeNumberField("seconds", epochs.get(i).seconds());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** JSON has no NaN and no infinity. */
    private static void writeNumber(JsonGenerator json, double number) throws IOException {
        if (Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeNull();
        }
    }
}
