package io.lanewise.onnx;

import static io.lanewise.onnx.ModelBytes.FLOAT;
import static io.lanewise.onnx.ModelBytes.model;
import static io.lanewise.onnx.ModelBytes.node;
import static io.lanewise.onnx.ModelBytes.value;

import io.lanewise.fuzz.ByteMutator;
import io.lanewise.fuzz.Fuzzer;
import io.lanewise.fuzz.ProtoMutator;
import io.lanewise.nn.Conv2d;
import io.lanewise.nn.Flatten;
import io.lanewise.nn.LSTM;
import io.lanewise.nn.Linear;
import io.lanewise.nn.MaxPool2d;
import io.lanewise.nn.ReLU;
import io.lanewise.nn.Sequential;
import io.lanewise.nn.TransformerEncoder;
import io.lanewise.nn.TransformerOptions;
import io.lanewise.onnx.format.ModelReader;
import io.lanewise.onnx.format.ModelWriter;
import io.lanewise.onnx.format.ProtoWriter;
import io.lanewise.onnx.format.ValueInfo;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.InvalidFileException;
import io.lanewise.tensor.random.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile models are refused, or run on small inputs: soon, in little memory, and to an end or a documented exception. */
class OnnxFuzz {
    private static final int BOOL = 9;
    private static final int EVERY = 9;
    private static final int LARGEST_SEED = 20_000;
    private static final long LARGEST_INPUT = 1 << 14;
    private static final int OPEN_SIZE = 2;

    /** More than the heap holds at once: a hot loop leaves over a gigabyte of garbage in a second. */
    private static final long MOST_BYTES = 512L << 20;

    /** What a loop of many turns may take: it allocates a little in each, which adds up. */
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withTimeout(Duration.ofMillis(300));

    @TempDir
    Path folder;

    @Test
    void modelsAreRefusedOrRun() throws Exception {
        var file = folder.resolve("fuzzed.onnx");
        Files.write(folder.resolve("weights"), new byte[64]);
        new Fuzzer("onnx", seeds(), List.of(new ByteMutator(), new ProtoMutator(), new ProtoMutator()), MOST_BYTES)
                .run(
                        bytes -> {
                            Files.write(file, bytes);
                            run(file);
                        },
                        e -> e instanceof InvalidFileException
                                || e instanceof OnnxException
                                || e instanceof StoppedException);
    }

    private static void run(Path file) throws IOException {
        OnnxModel.load(file).run(inputs(ModelReader.read(file).graph().inputs()), OPTIONS);
    }

    private static Map<String, Tensor> inputs(List<ValueInfo> infos) {
        var inputs = new HashMap<String, Tensor>();
        for (var info : infos) {
            var dtype = info.kind().dtype();
            var shape = shape(info);
            if (dtype != null && shape != null) {
                inputs.put(info.name(), Tensor.ones(shape, dtype));
            }
        }
        return inputs;
    }

    private static @Nullable Shape shape(ValueInfo info) {
        var dims = info.dims() == null ? List.<String>of() : info.dims();
        var sizes = dims.stream()
                .mapToInt(dim -> dim.matches("[1-9]\\d{0,5}") ? Integer.parseInt(dim) : OPEN_SIZE)
                .toArray();
        long elements = 1;
        for (int size : sizes) {
            elements = Math.min(elements * size, Integer.MAX_VALUE);
        }
        return elements > LARGEST_INPUT ? null : Shape.of(sizes);
    }

    /** Models written by hand and by the export, and those of ONNX's own tests that can be run so. */
    private static List<byte[]> seeds() throws IOException {
        var seeds = new ArrayList<>(List.of(ModelBytes.linear(), external(), loop(), branch()));
        seeds.addAll(exported());
        var cases = List.copyOf(OperatorCases.find(OperatorCasesTest.FOLDER).values());
        for (int i = 0; i < cases.size(); i += EVERY) {
            var file = cases.get(i).resolve("model.onnx");
            if (Files.size(file) < LARGEST_SEED && runs(file)) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        return seeds;
    }

    private static boolean runs(Path file) {
        try {
            run(file);
            return true;
        } catch (IOException | OnnxException | StoppedException _) {
            return false;
        }
    }

    private static List<byte[]> exported() {
        var random = new Generator(1);
        var picture = new Sequential(
                new Conv2d(1, 2, 3, random), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(18, 3, random));
        var encoder = new TransformerEncoder(TransformerOptions.of(4, 2).withFeedForward(6), 1, random);
        encoder.eval();
        var recurrent = new LSTM(3, 2, random);
        return List.of(
                bytes(OnnxExport.of(picture::forward), Tensor.zeros(1, 1, 8, 8)),
                bytes(OnnxExport.of(encoder::forward), Tensor.zeros(2, 1, 4)),
                bytes(OnnxExport.of(x -> recurrent.forward(x)), Tensor.zeros(3, 1, 3)));
    }

    private static byte[] bytes(OnnxExport export, Tensor example) {
        return ModelWriter.message(export.file(example)).toBytes();
    }

    /** Weights in a file beside the model. */
    private static byte[] external() {
        var weights = ModelBytes.tensor("w", FLOAT, 2, 2)
                .message(13, entry("location", "weights"))
                .message(13, entry("offset", "16"))
                .message(13, entry("length", "16"))
                .number(14, 1);
        return model(
                17,
                new ProtoWriter()
                        .message(1, node("MatMul", List.of("x", "w"), List.of("y")))
                        .message(5, weights)
                        .message(11, value("x", FLOAT, -1, 2))
                        .message(12, value("y", FLOAT, -1, 2)));
    }

    private static ProtoWriter entry(String key, String text) {
        return new ProtoWriter().text(1, key).text(2, text);
    }

    private static byte[] loop() {
        var body = new ProtoWriter()
                .message(1, node("Identity", List.of("more"), List.of("goes on")))
                .message(1, node("Add", List.of("sum", "x"), List.of("next")))
                .text(2, "body")
                .message(11, value("i", ModelBytes.INT64))
                .message(11, value("more", BOOL))
                .message(11, value("sum", FLOAT, -1, 2))
                .message(12, value("goes on", BOOL))
                .message(12, value("next", FLOAT, -1, 2));
        return model(
                17,
                new ProtoWriter()
                        .message(1, node("Loop", List.of("n", "", "x"), List.of("y"), ModelBytes.graph("body", body)))
                        .message(5, ModelBytes.tensor("n", ModelBytes.INT64, 1).number(7, 3))
                        .message(11, value("x", FLOAT, -1, 2))
                        .message(12, value("y", FLOAT, -1, 2)));
    }

    private static byte[] branch() {
        var outputs = value("r", FLOAT, -1, 2);
        var then = new ProtoWriter()
                .message(1, node("Relu", List.of("x"), List.of("r")))
                .text(2, "then")
                .message(12, outputs);
        var otherwise = new ProtoWriter()
                .message(1, node("Neg", List.of("x"), List.of("r")))
                .text(2, "otherwise")
                .message(12, outputs);
        return model(
                17,
                new ProtoWriter()
                        .message(
                                1,
                                node(
                                        "If",
                                        List.of("c"),
                                        List.of("y"),
                                        ModelBytes.graph("then_branch", then),
                                        ModelBytes.graph("else_branch", otherwise)))
                        .message(11, value("c", BOOL, 1))
                        .message(11, value("x", FLOAT, -1, 2))
                        .message(12, value("y", FLOAT, -1, 2)));
    }
}
