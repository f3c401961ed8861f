package io.lanewise.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession;
import io.lanewise.tensor.Tensor;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A transformer of 22 million weights beside ONNX Runtime. */
class SentenceModelTest {
    private static OnnxModel model;
    private static OrtSession reference;

    @BeforeAll
    static void load() throws Exception {
        var bytes = Sentences.model();
        model = OnnxModel.load("all-minilm-l6-v2.onnx", bytes);
        reference = Reference.session(bytes, 1);
    }

    @AfterAll
    static void close() throws Exception {
        reference.close();
    }

    private static float[] output(Map<String, Tensor> inputs) {
        return model.run(inputs).values().iterator().next().toFloatArray();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 8", "1, 17", "3, 17", "2, 64"})
    void agreesWithOnnxRuntime(int batch, int length) throws Exception {
        var inputs = Sentences.inputs(batch, length, 31L * batch + length);
        var expected = Reference.run(reference, inputs).getFirst();
        var given = output(inputs);
        assertThat(given).hasSameSizeAs(expected);
        double worst = IntStream.range(0, given.length)
                .mapToDouble(i -> Math.abs(given[i] - expected[i]))
                .max()
                .orElseThrow();
        assertThat(worst).isLessThan(2e-5);
    }

    @Test
    void replaysForOtherElementsOfTheSameShape() throws Exception {
        var first = output(Sentences.inputs(1, 9, 1));
        var inputs = Sentences.inputs(1, 9, 2);
        var second = output(inputs);
        assertThat(second).isNotEqualTo(first);
        assertThat(output(Sentences.inputs(1, 9, 1))).isEqualTo(first);
        assertThat(output(inputs)).isEqualTo(second);
    }

    @Test
    void givesEqualBitsWhateverTheConcurrency() {
        var alone = IntStream.range(0, 8)
                .mapToObj(i -> output(Sentences.inputs(1, 5 + i % 3, i)))
                .toList();
        var together = IntStream.range(0, 32)
                .parallel()
                .mapToObj(i -> output(Sentences.inputs(1, 5 + i % 8 % 3, i % 8)))
                .toList();
        for (int i = 0; i < 32; i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(i % 8));
        }
    }
}
