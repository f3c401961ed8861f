package io.lanewise.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What ONNX Runtime makes of a model. */
final class Reference {
    private Reference() {}

    static OrtSession session(byte[] model, int threads) throws OrtException {
        return session(model, threads, OptLevel.ALL_OPT);
    }

    /** Computes node by node, as the file has them. */
    static OrtSession asWritten(byte[] model) throws OrtException {
        return session(model, 1, OptLevel.NO_OPT);
    }

    private static OrtSession session(byte[] model, int threads, OptLevel level) throws OrtException {
        var options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(level);
        return OrtEnvironment.getEnvironment().createSession(model, options);
    }

    /** The outputs as numbers, in the model's order. */
    static List<double[]> run(OrtSession session, Map<String, Tensor> inputs) throws OrtException {
        return outputs(session, inputs).values().stream()
                .map(Tensor::toDoubleArray)
                .toList();
    }

    /** The outputs by name as f64, in the model's order. */
    static Map<String, Tensor> outputs(OrtSession session, Map<String, Tensor> inputs) throws OrtException {
        var given = new HashMap<String, OnnxTensor>();
        try {
            for (var input : inputs.entrySet()) {
                given.put(input.getKey(), tensor(input.getValue()));
            }
            try (var results = session.run(given)) {
                var outputs = new LinkedHashMap<String, Tensor>();
                for (var result : results) {
                    outputs.put(result.getKey(), numbers((OnnxTensor) result.getValue()));
                }
                return outputs;
            }
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(Tensor tensor) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        long[] shape = Arrays.stream(tensor.shape().toArray()).asLongStream().toArray();
        return switch (tensor.contiguous().toArray()) {
            case float[] floats -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), shape);
            case long[] longs -> OnnxTensor.createTensor(environment, LongBuffer.wrap(longs), shape);
            case int[] ints -> OnnxTensor.createTensor(environment, IntBuffer.wrap(ints), shape);
            case byte[] bytes ->
                OnnxTensor.createTensor(
                        environment,
                        ByteBuffer.wrap(bytes),
                        shape,
                        switch (tensor.dtype()) {
                            case U8 -> OnnxJavaType.UINT8;
                            case BOOL -> OnnxJavaType.BOOL;
                            default -> OnnxJavaType.INT8;
                        });
            default -> throw new IllegalArgumentException("no models of " + tensor.dtype());
        };
    }

    private static Tensor numbers(OnnxTensor tensor) {
        var info = tensor.getInfo();
        var shape = Shape.of(
                Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray());
        var numbers = new double[shape.elements()];
        var bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (info.type) {
                case FLOAT -> bytes.getFloat(4 * i);
                case UINT8 -> bytes.get(i) & 0xFF;
                case INT8, BOOL -> bytes.get(i);
                case INT32 -> bytes.getInt(4 * i);
                default -> bytes.getLong(8 * i);
            };
        }
        return Tensor.wrap(numbers, DType.F64, shape);
    }
}
