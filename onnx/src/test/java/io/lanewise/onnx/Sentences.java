package io.lanewise.onnx;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.util.Map;
import java.util.Random;

/** all-MiniLM-L6-v2 and models like it, and inputs for it. */
final class Sentences {
    private static final int VOCABULARY = 30522;

    private Sentences() {}

    static byte[] model() throws IOException {
        return model("all-minilm-l6-v2.onnx");
    }

    /** A model among the tests' dependencies. */
    static byte[] model(String resource) throws IOException {
        try (var in = ClassLoader.getSystemResourceAsStream(resource)) {
            return in.readAllBytes();
        }
    }

    /** Ids and masks of a batch, in which each text but the first is shorter than the one before. */
    static Map<String, Tensor> inputs(int batch, int length, long seed) {
        var random = new Random(seed);
        var ids = new long[batch * length];
        var mask = new long[batch * length];
        for (int i = 0; i < batch; i++) {
            for (int j = 0; j < Math.max(1, length - i); j++) {
                ids[i * length + j] = random.nextInt(VOCABULARY);
                mask[i * length + j] = 1;
            }
        }
        var shape = Shape.of(batch, length);
        return Map.of(
                "input_ids", Tensor.wrap(ids, DType.I64, shape),
                "attention_mask", Tensor.wrap(mask, DType.I64, shape),
                "token_type_ids", Tensor.zeros(shape, DType.I64));
    }
}
