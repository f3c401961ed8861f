package io.lanewise.perf.subjects;

import io.lanewise.onnx.OnnxModel;
import io.lanewise.perf.Cost;
import io.lanewise.perf.Data;
import io.lanewise.perf.Subject;
import io.lanewise.perf.Task;
import io.lanewise.perf.Task.Operand;
import io.lanewise.perf.Work;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Whole models from ONNX files, one call at a time, where the files were fetched: they come with the large peers. */
final class Models {
    /** Sums in another order. */
    private static final double ROUNDING = 1e-4;

    /** One more step of a byte here and there, which the layers after it spread. */
    private static final double BYTES = 0.1;

    private Models() {}

    static List<Subject> subjects() {
        var reading =
                new Task.Model("ch_PP-OCRv4_rec_infer.onnx", Map.of("x", Operand.floats(DType.F32, 1, 3, 48, 320)));
        var listening = new Task.Model(
                "silero_vad_v5.onnx",
                Map.of(
                        "input", Operand.floats(DType.F32, 1, 512),
                        "state", Operand.floats(DType.F32, 2, 1, 128),
                        "sr", new Operand(DType.I64, 16_000, 16_001, List.of())));
        return Stream.of(
                        text("minilm", "all-MiniLM-L6-v2/all-minilm-l6-v2.onnx", 1, 17, "f32"),
                        text("minilm", "all-MiniLM-L6-v2/all-minilm-l6-v2.onnx", 32, 128, "f32"),
                        text("minilm", "all-MiniLM-L6-v2-q/all-minilm-l6-v2-q.onnx", 1, 17, "i8"),
                        text("bge_small", "bge-small-en-v1.5-q/bge-small-en-v1.5-q.onnx", 1, 17, "i8"),
                        subject("ppocr_v4_rec", "1x3x48x320", "f32", reading),
                        subject("silero_vad_v5", "1x512", "f32", listening))
                .filter(subject -> subject.task() instanceof Task.Model model && Files.isRegularFile(model.path()))
                .toList();
    }

    private static Subject text(String name, String file, int batch, int tokens, String dtype) {
        var task = new Task.Model(
                file,
                Map.of(
                        "input_ids", new Operand(DType.I64, 1_000, 30_000, List.of(batch, tokens)),
                        "attention_mask", new Operand(DType.I64, 1, 2, List.of(batch, tokens)),
                        "token_type_ids", new Operand(DType.I64, 0, 1, List.of(batch, tokens))));
        return subject(name, batch + "x" + tokens, dtype, task);
    }

    private static Subject subject(String name, String shape, String dtype, Task.Model task) {
        return Subject.of(name, shape, dtype, Cost.runs(Cost.Unit.CALLS), () -> new Call(task))
                .beside(task, dtype.equals("i8") ? BYTES : ROUNDING)
                .everyday(true)
                .parallel(dtype.equals("f32"));
    }

    /** A call of a model. */
    private static final class Call implements Work {
        private final OnnxModel model;
        private final Map<String, Tensor> inputs = new LinkedHashMap<>();
        private Map<String, Tensor> outputs = Map.of();

        Call(Task.Model task) {
            try {
                model = OnnxModel.load(task.path());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            task.inputs().forEach((name, operand) -> inputs.put(name, tensor(operand)));
        }

        private static Tensor tensor(Operand operand) {
            var shape = Shape.of(
                    operand.sizes().stream().mapToInt(Integer::intValue).toArray());
            return Tensor.wrap(operand.values(), operand.dtype(), shape);
        }

        @Override
        public void run() {
            outputs = model.run(inputs);
        }

        @Override
        public double[] result() {
            return outputs.values().stream()
                    .flatMapToDouble(output ->
                            DoubleStream.of(Data.sample(output.contiguous().toFloatArray())))
                    .toArray();
        }
    }
}
