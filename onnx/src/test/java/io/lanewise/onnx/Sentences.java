package io.lanewise.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** all-MiniLM-L6-v2, and inputs for it. */
final class Sentences {
    private static final int VOCABULARY = 30522;

    private Sentences() {}

    static byte[] model() throws IOException {
        try (var in = ClassLoader.getSystemResourceAsStream("all-minilm-l6-v2.onnx")) {
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

    /** The first output as ONNX Runtime computes it. */
    static float[] reference(OrtSession session, Map<String, Tensor> inputs) throws OrtException {
        var tensors = new HashMap<String, OnnxTensor>();
        try {
            for (var input : inputs.entrySet()) {
                tensors.put(input.getKey(), reference(input.getValue()));
            }
            try (var result = session.run(tensors)) {
                FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
                var array = new float[buffer.remaining()];
                buffer.get(array);
                return array;
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor reference(Tensor tensor) throws OrtException {
        var dims = new long[tensor.dim()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = tensor.size(i);
        }
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), LongBuffer.wrap(tensor.toLongArray()), dims);
    }

    static OrtSession session(byte[] model, int threads) throws OrtException {
        var options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        return OrtEnvironment.getEnvironment().createSession(model, options);
    }
}
