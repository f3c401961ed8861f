package io.lanewise.perf.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lanewise.perf.Data;
import io.lanewise.perf.Peer;
import io.lanewise.perf.Task;
import io.lanewise.perf.Task.Operand;
import io.lanewise.perf.Work;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;

/** ONNX Runtime with all its optimizations; its inputs stand ready in native memory, and its outputs stay there. */
public final class OnnxRuntime implements Peer {
    @Override
    public String name() {
        return "ONNX Runtime";
    }

    @Override
    public boolean supports(Task task) {
        return task instanceof Task.Model;
    }

    @Override
    public Map<String, String> environment(int threads, int vectorBits) {
        return Map.of();
    }

    /** It takes the widest vectors that there are, and nothing makes it take others. */
    @Override
    public boolean fair(int vectorBits) {
        return vectorBits == 512 || !hasAvx512();
    }

    private static boolean hasAvx512() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.anyMatch(line -> line.contains(" avx512f"));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Work work(Task task, int threads) {
        if (!(task instanceof Task.Model model)) {
            throw new IllegalArgumentException("ONNX Runtime: has no " + task);
        }
        try {
            return new Call(model, threads);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Call implements Work {
        private final OrtSession session;
        private final Map<String, OnnxTensor> inputs = new HashMap<>();

        Call(Task.Model task, int threads) throws OrtException {
            var options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            session = OrtEnvironment.getEnvironment().createSession(task.path().toString(), options);
            for (var input : task.inputs().entrySet()) {
                inputs.put(input.getKey(), tensor(input.getValue()));
            }
        }

        private static OnnxTensor tensor(Operand operand) throws OrtException {
            var environment = OrtEnvironment.getEnvironment();
            long[] shape =
                    operand.sizes().stream().mapToLong(Integer::longValue).toArray();
            return switch (operand.values()) {
                case float[] floats -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), shape);
                case long[] longs -> OnnxTensor.createTensor(environment, LongBuffer.wrap(longs), shape);
                case Object values -> throw new IllegalArgumentException("ONNX Runtime: an input of " + values);
            };
        }

        @Override
        public void run() {
            try {
                session.run(inputs).close();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public double[] result() {
            try (var results = session.run(inputs)) {
                return StreamSupport.stream(results.spliterator(), false)
                        .flatMapToDouble(result -> DoubleStream.of(Data.sample(floats(result.getValue()))))
                        .toArray();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        private static float[] floats(OnnxValue value) {
            var buffer = ((OnnxTensor) value).getFloatBuffer();
            float[] floats = new float[buffer.remaining()];
            buffer.get(floats);
            return floats;
        }
    }
}
