package io.lanewise.onnx;

import io.lanewise.graph.CaptureException;
import io.lanewise.graph.Graph;
import io.lanewise.graph.Program;
import io.lanewise.graph.Recognition;
import io.lanewise.graph.Workspace;
import io.lanewise.onnx.operators.Call;
import io.lanewise.onnx.operators.OnnxValue;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a graph, one for inputs of each shape, of which the last are kept. A graph that takes decisions by what
 * it computes is no program: it is run in {@link Parts}, which have programs of their own.
 */
final class Programs {
    /** How many elements a vector of integers or bools may have that is part of what a graph is captured for. */
    private static final int SMALL_INPUT = 16;

    /** How many elements a constant may have that decisions are taken by. */
    private static final int SMALL_WHOLES = 4096;

    private static final int SMALL_NUMBERS = 16;

    /** Once so many kinds of inputs were seen, programs must have been worth it. */
    private static final int TRIALS = 64;

    /** How deep a model is cut into parts, and they into theirs: runs go as deep into the stack. */
    private static final int CUTS = 64;

    /** How a model can be run. */
    private enum Mode {
        /** A graph for each shape of the inputs. */
        SHAPES,
        /** A graph for each shape, and for each value of small inputs that are no floats. */
        SMALL_INPUTS,
        /** As several programs, and steps between them. */
        PARTS,
        /** Node by node. */
        NODES;

        boolean captures() {
            return this == SHAPES || this == SMALL_INPUTS;
        }
    }

    /** What the parts of a model share. */
    private record Shared(Recognition recognition, Workspace workspace) {}

    private final Prepared graph;
    private final Shared shared;

    /** How deep the graph may still be cut. */
    private final int cuts;

    /** Whether the inputs' sizes may be computed, so that only what comes again is worth a program. */
    private final boolean isComputed;

    private final Decisions decisions;

    private final ReentrantLock capturing = new ReentrantLock();
    private final ProgramCache cache = new ProgramCache();
    private volatile Mode mode;
    private volatile @Nullable Parts parts;

    /** How many kinds of inputs were captured, and of small ones how many there were. */
    private int trials;

    /** The first step that decides by an input. */
    private int decision;

    Programs(Prepared graph, Signature signature) {
        this(
                graph,
                new Shared(new Recognition(), new Workspace()),
                CUTS,
                false,
                signature.givesTensors() ? Mode.SHAPES : Mode.NODES);
    }

    private Programs(Prepared graph, Shared shared, int cuts, boolean isComputed, Mode mode) {
        this.graph = graph;
        this.shared = shared;
        this.cuts = cuts;
        this.isComputed = isComputed;
        this.mode = mode;
        this.decisions = new Decisions(graph);
        var sizing = decisions.sizing();
        if (mode.captures() && !sizing.isEmpty()) {
            cut(sizing, "elements decide the size of its result");
        }
    }

    /** Those of a part of this graph, or of a graph within it. */
    Programs of(Prepared part) {
        return new Programs(part, shared, cuts - 1, true, Mode.SHAPES);
    }

    /** Those of the first part of this graph. */
    Programs first(Prepared part) {
        return new Programs(part, shared, cuts - 1, isComputed, Mode.SHAPES);
    }

    Prepared graph() {
        return graph;
    }

    List<OnnxValue> run(Map<String, OnnxValue> given, Supervision supervision) {
        if (!areTensors(given.values())) {
            return graph.run(given, supervision);
        }
        var inputs = new LinkedHashMap<String, Tensor>();
        given.forEach((name, value) -> inputs.put(name, dense(value)));
        while (mode.captures()) {
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
            if (mode == now) { // not given its like before
                return graph.run(given, supervision);
            }
        }
        var inParts = parts;
        return inParts == null ? graph.run(given, supervision) : inParts.run(given, supervision);
    }

    private static boolean areTensors(Collection<OnnxValue> values) {
        return values.stream().allMatch(value -> value instanceof OnnxValue.Dense);
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
        return mode == Mode.SMALL_INPUTS && isSmallInput(tensor);
    }

    private static boolean isSmallInput(Tensor tensor) {
        return !tensor.dtype().isFloat() && tensor.dim() <= 1 && tensor.elements() <= SMALL_INPUT;
    }

    /**
     * The program for inputs like these, captured now if it was not yet; null where the mode had to change, or a part was
     * not given its like before.
     */
    private @Nullable Program program(Map<String, Tensor> inputs, Mode mode, Watch watch) {
        var key = ProgramCache.Key.of(inputs, tensor -> isFixed(tensor, mode));
        var program = cache.find(key);
        if (program != null) {
            return program;
        }
        capturing.lock();
        try {
            program = cache.find(key);
            if (program != null || this.mode != mode) {
                return program;
            }
            boolean first = isComputed && cache.isFirst(key);
            boolean small = mode == Mode.SMALL_INPUTS;
            trials += small || !first ? 1 : 0;
            if (trials > TRIALS && cache.replays() < trials && (small || isComputed)) {
                cut(small ? decisions.like(decision) : List.of(), "inputs are seldom alike");
                return null;
            }
            return first ? null : capture(key, inputs, mode, watch);
        } finally {
            capturing.unlock();
        }
    }

    /** A program captured now, or null where a step takes decisions by what it is given. */
    private @Nullable Program capture(ProgramCache.Key key, Map<String, Tensor> inputs, Mode mode, Watch watch) {
        var progress = new Progress(watch);
        try {
            var program = Program.of(shared.recognition.of(capture(inputs, mode, progress)), shared.workspace);
            cache.keep(key, program);
            return program;
        } catch (CaptureException e) {
            if (mode == Mode.SHAPES && inputs.values().stream().anyMatch(Programs::isSmallInput)) {
                decision = progress.steps;
                this.mode = Mode.SMALL_INPUTS;
                log("programs for each value of small inputs, since not one for all: ", e.getMessage());
            } else {
                cut(decisions.like(progress.steps), e.getMessage());
            }
            return null;
        }
    }

    /** Counts the steps of a graph that have run, without those of the graphs within them. */
    private static final class Progress implements Watch {
        private final Watch watch;
        private int depth;
        int steps;

        Progress(Watch watch) {
            this.watch = watch;
        }

        @Override
        public List<OnnxValue> around(Prepared.Step step, Supplier<List<OnnxValue>> run) {
            depth++;
            var results = watch.around(step, run);
            depth--;
            steps += depth == 0 ? 1 : 0;
            return results;
        }
    }

    /**
     * Leaves steps out of programs, what is between them being parts with their own; or does without programs where
     * that leaves nothing to be replayed.
     */
    private void cut(List<Integer> at, @Nullable String why) {
        var steps = graph.steps();
        boolean pays = !at.isEmpty()
                && cuts > 0
                && (steps.size() > at.size()
                        || at.stream()
                                .anyMatch(step -> !steps.get(step).bodies().isEmpty()));
        if (pays) {
            var first = steps.get(at.getFirst()).node().title();
            log(
                    "in parts, apart from " + first + (at.size() > 1 ? " and " + (at.size() - 1) + " like it" : "")
                            + ": ",
                    why);
            parts = new Parts(this, at);
        } else {
            log("node by node: ", why);
        }
        mode = pays ? Mode.PARTS : Mode.NODES;
    }

    private static void log(String how, @Nullable String why) {
        System.getLogger(Programs.class.getName()).log(System.Logger.Level.DEBUG, () -> how + why);
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
                    var outputs = decided.run(values, watch);
                    if (!areTensors(outputs)) {
                        throw new CaptureException("a part gives what is no tensor");
                    }
                    // Views, so that two outputs that are one tensor stay two.
                    return outputs.stream().map(value -> dense(value).detach()).toList();
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

    private static OnnxValue made(OnnxValue value) {
        return new OnnxValue.Dense(Call.made(dense(value)));
    }
}
