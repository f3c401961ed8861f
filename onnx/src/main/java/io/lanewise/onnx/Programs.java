package io.lanewise.onnx;

import io.lanewise.graph.CaptureException;
import io.lanewise.graph.Graph;
import io.lanewise.graph.Program;
import io.lanewise.graph.Recognition;
import io.lanewise.graph.Workspace;
import io.lanewise.onnx.operators.Call;
import io.lanewise.onnx.operators.OnnxValue;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tracing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The graphs of a model that were captured, one for inputs of each shape, of which the last are kept. */
final class Programs {
    private static final int MOST = 64;

    /** How many elements a vector of integers or bools may have that is part of what a graph is captured for. */
    private static final int SMALL_INPUT = 16;

    /** How many elements a constant may have that decisions are taken by. */
    private static final int SMALL_WHOLES = 4096;

    private static final int SMALL_NUMBERS = 16;

    /** Once so many graphs were captured, it must have been worth it. */
    private static final int TRIALS = 64;

    /** How a model can be run. */
    private enum Mode {
        /** A graph for each shape of the inputs. */
        SHAPES,
        /** A graph for each shape, and for each value of small inputs that are no floats. */
        SMALL_INPUTS,
        /** Node by node. */
        NODES
    }

    /** What a graph was captured for. */
    private record Key(List<Like> inputs) {}

    /** An input's name, shape and type, and its elements if the graph depends on them. */
    private record Like(String name, DType dtype, Shape shape, List<Long> elements) {
        static Like of(String name, Tensor tensor, boolean fixed) {
            var elements = fixed ? Arrays.stream(tensor.toLongArray()).boxed().toList() : List.<Long>of();
            return new Like(name, tensor.dtype(), tensor.shape(), elements);
        }
    }

    private final Prepared graph;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock capturing = new ReentrantLock();
    private final LinkedHashMap<Key, Program> programs = new LinkedHashMap<>(16, 0.75f, true);
    private final Recognition recognition = new Recognition();
    private final Workspace workspace = new Workspace();
    private volatile Mode mode;
    private int captures;
    private long replays;

    Programs(Prepared graph, Signature signature) {
        this.graph = graph;
        this.mode = signature.givesTensors() ? Mode.SHAPES : Mode.NODES;
    }

    Prepared graph() {
        return graph;
    }

    List<OnnxValue> run(Map<String, OnnxValue> given, Supervision supervision) {
        if (!given.values().stream().allMatch(value -> value instanceof OnnxValue.Dense)) {
            return graph.run(given, supervision);
        }
        var inputs = new LinkedHashMap<String, Tensor>();
        given.forEach((name, value) -> inputs.put(name, dense(value)));
        while (mode != Mode.NODES) {
            var now = mode;
            var program = program(inputs, now, supervision);
            if (program != null) {
                var moving = inputs.values().stream()
                        .filter(tensor -> !isFixed(tensor, now))
                        .toList();
                var outputs = replay(program, moving, supervision);
                supervision.finish();
                return outputs.stream().<OnnxValue>map(OnnxValue.Dense::new).toList();
            }
        }
        return graph.run(given, supervision);
    }

    private static List<Tensor> replay(Program program, List<Tensor> inputs, Supervision supervision) {
        try {
            return program.run(inputs, supervision);
        } catch (StoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            var given = inputs.stream().map(OnnxValue.Dense::new).toList();
            throw new OnnxException("onnx: " + Prepared.message(e) + "; inputs: " + Prepared.describe(given), e);
        }
    }

    private static boolean isFixed(Tensor tensor, Mode mode) {
        return mode == Mode.SMALL_INPUTS
                && !tensor.dtype().isFloat()
                && tensor.dim() <= 1
                && tensor.elements() <= SMALL_INPUT;
    }

    /** The program for inputs like these, captured now if it was not yet; null where the mode had to change. */
    private @Nullable Program program(Map<String, Tensor> inputs, Mode mode, Watch watch) {
        var likes = new ArrayList<Like>();
        inputs.forEach((name, tensor) -> likes.add(Like.of(name, tensor, isFixed(tensor, mode))));
        var key = new Key(likes);
        var program = find(key);
        if (program != null) {
            return program;
        }
        capturing.lock();
        try {
            program = find(key);
            if (program != null) {
                return program;
            }
            if (mode == Mode.SMALL_INPUTS && captures >= TRIALS && replays < captures) {
                this.mode = Mode.NODES;
                return null;
            }
            program = Program.of(recognition.of(capture(inputs, mode, watch)), workspace);
            keep(key, program);
            return program;
        } catch (CaptureException e) {
            if (this.mode == mode) {
                this.mode = mode == Mode.SHAPES ? Mode.SMALL_INPUTS : Mode.NODES;
                System.getLogger(Programs.class.getName())
                        .log(
                                System.Logger.Level.DEBUG,
                                () -> mode == Mode.SHAPES
                                        ? "a graph for each value of small inputs, since not one for all: "
                                                + e.getMessage()
                                        : "node by node, since it is no graph: " + e.getMessage());
            }
            return null;
        } finally {
            capturing.unlock();
        }
    }

    private @Nullable Program find(Key key) {
        lock.lock();
        try {
            var program = programs.get(key);
            replays += program == null ? 0 : 1;
            return program;
        } finally {
            lock.unlock();
        }
    }

    private void keep(Key key, Program program) {
        lock.lock();
        try {
            captures++;
            programs.put(key, program);
            if (programs.size() > MOST) {
                programs.remove(programs.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    private Graph capture(Map<String, Tensor> inputs, Mode mode, Watch watch) {
        var names = new ArrayList<String>();
        var moving = new ArrayList<Tensor>();
        var fixed = new HashMap<String, OnnxValue>();
        inputs.forEach((name, tensor) -> {
            if (isFixed(tensor, mode)) {
                fixed.put(name, new OnnxValue.Dense(tensor));
            } else {
                names.add(name);
                // Copies, since two inputs that share elements would be taken for one.
                moving.add(tensor.copy());
            }
        });
        return Graph.capture(
                tensors -> {
                    var values = new HashMap<String, OnnxValue>();
                    fixed.forEach((name, value) -> values.put(name, made(value)));
                    for (int i = 0; i < names.size(); i++) {
                        values.put(names.get(i), new OnnxValue.Dense(tensors.get(i)));
                    }
                    var decided = graph.withConstants(value -> isSmall(value) ? made(value) : value);
                    // Views, so that two outputs that are one tensor stay two.
                    return decided.run(values, watch).stream()
                            .map(value -> dense(value).detach())
                            .toList();
                },
                moving.toArray(Tensor[]::new));
    }

    private static Tensor dense(OnnxValue value) {
        return Call.dense(value, "output");
    }

    /** Whether decisions may be taken by a constant: it then becomes a part of the graph. */
    private static boolean isSmall(OnnxValue value) {
        return value instanceof OnnxValue.Dense(var tensor)
                && tensor.elements() <= (tensor.dtype().isFloat() ? SMALL_NUMBERS : SMALL_WHOLES);
    }

    /** A tensor that is made anew, which a capture takes for a constant; others it takes for weights, and reads anew. */
    private static OnnxValue made(OnnxValue value) {
        var tensor = dense(value);
        var array = Tracing.unobserved(tensor::toArray);
        return new OnnxValue.Dense(Tensor.wrap(array, tensor.dtype(), tensor.shape()));
    }
}
