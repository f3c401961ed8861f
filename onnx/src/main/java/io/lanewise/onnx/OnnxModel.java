package io.lanewise.onnx;

import io.lanewise.kernels.Pool;
import io.lanewise.onnx.format.ModelReader;
import io.lanewise.onnx.format.OnnxFile;
import io.lanewise.onnx.operators.OnnxValue;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A model that was trained elsewhere and written as an ONNX file, ready to run.
 *
 * <pre>{@code
 * var model = OnnxModel.load(Path.of("model.onnx"));
 * var outputs = model.run(Map.of("input_ids", ids, "attention_mask", mask));
 * }</pre>
 *
 * <p>Any number of threads may run a model at once; results are equal to the bit whatever else runs. The first run for
 * inputs of some shapes captures a graph, which later runs replay in memory that is kept; where a model takes decisions by
 * what it computes, the parts between them are captured. Outputs carry no gradient.
 */
public final class OnnxModel {
    private final String name;
    private final ModelSummary summary;
    private final Signature signature;
    private final Programs programs;

    private OnnxModel(String name, OnnxFile file) {
        this.name = name;
        var graph = Folded.of(Preparation.of(file));
        this.summary = ModelSummary.of(file);
        this.signature = Signature.of(file);
        this.programs = new Programs(graph, signature);
    }

    /**
     * Reads a model. Elements that lie in other files are read from the model's folder and those in it.
     *
     * @throws io.lanewise.tensor.io.InvalidFileException when the file is not a valid model
     * @throws OnnxException when the model needs something that is not supported; the message names all of it
     */
    public static OnnxModel load(Path file) throws IOException {
        return new OnnxModel(String.valueOf(file.getFileName()), ModelReader.read(file));
    }

    /** Reads a model whose elements all lie in these bytes; the name stands in messages. */
    public static OnnxModel load(String name, byte[] bytes) throws IOException {
        return new OnnxModel(name, ModelReader.read(Path.of(name), bytes));
    }

    /** What the file says. */
    public ModelSummary summary() {
        return summary;
    }

    /**
     * The outputs by name, in the model's order, for inputs by name.
     *
     * @throws OnnxException when an input is missing, unknown, of another type or of other sizes than the model says,
     *     or when a node cannot be run or needs more memory than there is; the message names it
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        return run(inputs, RunOptions.DEFAULT);
    }

    /**
     * {@link #run(Map)} within limits. A call whose thread is interrupted is stopped in any case.
     *
     * @throws StoppedException when it was stopped between two nodes
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions options) {
        var outputs = new LinkedHashMap<String, Tensor>();
        runValues(values(inputs), options).forEach((output, value) -> {
            if (!(value instanceof OnnxValue.Dense(var tensor))) {
                throw new OnnxException("onnx: output '" + output + "' is no tensor");
            }
            outputs.put(output, tensor);
        });
        return outputs;
    }

    /**
     * Runs the model on these inputs until some time has passed, at least once: later calls of the same shapes then
     * find their graph captured, their weights packed and their kernels compiled.
     */
    public void warmUp(Map<String, Tensor> inputs, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        do {
            run(inputs);
        } while (System.nanoTime() - end < 0);
    }

    /**
     * What each node takes when they run one by one, in order: the median of some runs. A graph that is replayed is
     * faster than their sum, since it joins nodes.
     */
    public List<NodeTime> profile(Map<String, Tensor> inputs, int runs) {
        try (var _ = GradMode.noGrad()) {
            return Profile.of(programs.graph(), signature.check(values(inputs)), runs);
        }
    }

    /** What a run takes, in nanoseconds, as {@link #run} computes it: the median of some runs. */
    public long runNanos(Map<String, Tensor> inputs, int runs) {
        return Profile.nanos(() -> run(inputs), runs);
    }

    /** Like {@link #runValues}, but never captured. */
    Map<String, OnnxValue> runNodes(Map<String, OnnxValue> inputs) {
        try (var _ = GradMode.noGrad()) {
            return named(programs.graph().run(signature.check(inputs), Watch.NONE));
        }
    }

    private static Map<String, OnnxValue> values(Map<String, Tensor> tensors) {
        var values = new HashMap<String, OnnxValue>();
        tensors.forEach((name, tensor) -> values.put(name, new OnnxValue.Dense(tensor)));
        return values;
    }

    /** Like {@link #run}, with inputs and outputs that need not be tensors. */
    Map<String, OnnxValue> runValues(Map<String, OnnxValue> inputs, RunOptions options) {
        var event = Recorder.run();
        var given = signature.check(inputs);
        var results = new AtomicReference<List<OnnxValue>>(List.of());
        try (var _ = GradMode.noGrad()) {
            var supervision = new Supervision(options);
            if (options.threads() == 0) {
                results.setPlain(programs.run(given, supervision));
            } else {
                Pool.limit(options.threads(), () -> results.setPlain(programs.run(given, supervision)));
            }
        } catch (OutOfMemoryError e) {
            throw new OnnxException(
                    "onnx: the run needs more memory than the heap's "
                            + (Runtime.getRuntime().maxMemory() >> 20) + " MB; inputs: "
                            + Prepared.describe(given.values()),
                    e);
        }
        Recorder.finish(event, name, given.values());
        return named(results.getPlain());
    }

    private Map<String, OnnxValue> named(List<OnnxValue> results) {
        var outputs = new LinkedHashMap<String, OnnxValue>();
        var names = summary.outputs().stream().map(ModelSummary.Port::name).toList();
        for (int i = 0; i < names.size(); i++) {
            outputs.put(names.get(i), results.get(i));
        }
        return outputs;
    }
}
