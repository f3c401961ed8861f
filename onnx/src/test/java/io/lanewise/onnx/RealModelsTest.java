package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtSession;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models as they are published, beside ONNX Runtime. */
class RealModelsTest {
    private static final int STATE = 128;

    /** A file that the build fetches. */
    private static byte[] fetched(String name) throws IOException {
        var file = Path.of("target", "models", name);
        assumeTrue(Files.exists(file), name + " was not fetched: npm is missing, or its registry is out of reach");
        return Files.readAllBytes(file);
    }

    private static List<Tensor> agrees(
            OnnxModel model, OrtSession reference, Map<String, Tensor> inputs, double tolerance) throws Exception {
        var expected = Reference.run(reference, inputs);
        var given = List.copyOf(model.run(inputs).values());
        assertThat(given).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            var numbers = given.get(i).to(DType.F64).toDoubleArray();
            var wanted = expected.get(i);
            assertThat(numbers).hasSameSizeAs(wanted);
            assertThat(differences(numbers, wanted).max().orElseThrow())
                    .as("output " + i)
                    .isLessThan(tolerance);
        }
        return given;
    }

    private static DoubleStream differences(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-minilm-l6-v2-q.onnx", "bge-small-en-v1.5-q.onnx"})
    void tokensByThemselvesAgreeInTransformersOfBytes(String name) throws Exception {
        var bytes = Sentences.model(name);
        var model = OnnxModel.load(name, bytes);
        try (var reference = Reference.session(bytes, 1)) {
            for (int seed = 0; seed < 2; seed++) {
                agrees(model, reference, Sentences.inputs(1, 1, seed), 2e-5);
            }
        }
    }

    /** Bytes that rounding moved to their neighbours make these differ; {@link CutModelTest} shows that nothing else does. */
    @Test
    void transformersOfBytesDifferByLessThanBytesCost() throws Exception {
        var bytes = Sentences.model("all-minilm-l6-v2-q.onnx");
        var model = OnnxModel.load("all-minilm-l6-v2-q.onnx", bytes);
        try (var quantized = Reference.session(bytes, 1);
                var whole = Reference.session(Sentences.model(), 1)) {
            for (int[] sizes : new int[][] {{1, 17}, {2, 64}}) {
                var inputs = Sentences.inputs(sizes[0], sizes[1], sizes[1]);
                var given = model.run(inputs).values().iterator().next();
                var expected = Reference.run(quantized, inputs).getFirst();
                var exact = Reference.run(whole, inputs).getFirst();
                double difference = differences(given.to(DType.F64).toDoubleArray(), expected)
                        .average()
                        .orElseThrow();
                double cost = differences(expected, exact).average().orElseThrow();
                assertThat(difference).isLessThan(cost / 2);
            }
        }
    }

    /** Noise that swells and fades, so that the state has something to follow. */
    private static Tensor frame(Generator random, int t, int batch, int samples) {
        return random.randn(batch, samples).mul(0.3 * (1 + Math.sin(0.2 * t)));
    }

    @ParameterizedTest
    @CsvSource({"16000, 576, 1", "8000, 288, 1", "16000, 512, 1", "16000, 576, 3", "8000, 288, 2"})
    void speechIsHeardAlikeInEveryFrameOfAStream(int rate, int samples, int batch) throws Exception {
        var bytes = fetched("silero_vad_v5.onnx");
        var model = OnnxModel.load("silero_vad_v5.onnx", bytes);
        var random = new Generator(rate + batch);
        var state = Tensor.zeros(2, batch, STATE);
        var inputs = new LinkedHashMap<String, Tensor>();
        inputs.put("sr", Tensor.wrap(new long[] {rate}, DType.I64, Shape.of()));
        try (var reference = Reference.session(bytes, 1)) {
            for (int t = 0; t < 40; t++) {
                inputs.put("input", frame(random, t, batch, samples));
                inputs.put("state", state);
                state = agrees(model, reference, inputs, 2e-5).get(1);
            }
        }
    }

    @Test
    void theRateOfAStreamMayChangeBetweenCalls() throws Exception {
        var bytes = fetched("silero_vad_v5.onnx");
        var model = OnnxModel.load("silero_vad_v5.onnx", bytes);
        var random = new Generator(5);
        try (var reference = Reference.session(bytes, 1)) {
            for (int rate : new int[] {16000, 8000, 16000, 8000}) {
                var inputs = Map.of(
                        "input", frame(random, 3, 1, rate == 16000 ? 576 : 288),
                        "state", random.randn(2, 1, STATE).mul(0.1),
                        "sr", Tensor.wrap(new long[] {rate}, DType.I64, Shape.of()));
                agrees(model, reference, inputs, 2e-5);
            }
        }
    }

    /** Of the version before, whose state is that of two layers. */
    @Test
    void anOlderModelHearsSpeechAlike() throws Exception {
        var bytes = fetched("silero_vad_legacy.onnx");
        var model = OnnxModel.load("silero_vad_legacy.onnx", bytes);
        var random = new Generator(9);
        var inputs = new LinkedHashMap<String, Tensor>();
        inputs.put("sr", Tensor.wrap(new long[] {16000}, DType.I64, Shape.of()));
        inputs.put("h", Tensor.zeros(2, 1, 64));
        inputs.put("c", Tensor.zeros(2, 1, 64));
        try (var reference = Reference.session(bytes, 1)) {
            for (int t = 0; t < 20; t++) {
                inputs.put("input", frame(random, t, 1, 1536));
                var given = agrees(model, reference, inputs, 1e-4);
                inputs.put("h", given.get(1));
                inputs.put("c", given.get(2));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"ch_PP-OCRv4_det_infer.onnx, 96, 160", "ch_ppocr_mobile_v2.0_cls_infer.onnx, 48, 192"})
    void placesAndDirectionsOfTextAreFoundAlike(String name, int height, int width) throws Exception {
        var bytes = fetched(name);
        var model = OnnxModel.load(name, bytes);
        var random = new Generator(11);
        try (var reference = Reference.session(bytes, 1)) {
            for (int images = 1; images < 3; images++) {
                var pictures = random.rand(images, 3, height, width).mul(2).sub(1);
                agrees(model, reference, Map.of("x", pictures), 2e-5);
            }
        }
    }

    @Test
    void linesOfTextAreReadAlikeAtEveryWidth() throws Exception {
        var bytes = fetched("ch_PP-OCRv4_rec_infer.onnx");
        var model = OnnxModel.load("ch_PP-OCRv4_rec_infer.onnx", bytes);
        var random = new Generator(7);
        try (var reference = Reference.session(bytes, 1)) {
            for (int[] sizes : new int[][] {{1, 320}, {2, 320}, {3, 97}}) {
                var pictures = random.rand(sizes[0], 3, 48, sizes[1]).mul(2).sub(1);
                agrees(model, reference, Map.of("x", pictures), 2e-5);
            }
        }
    }
}
