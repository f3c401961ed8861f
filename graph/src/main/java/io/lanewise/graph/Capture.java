package io.lanewise.graph;

import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Storage;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tracing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a function once and writes down its operations. Values are found again by where their elements lie: by storage
 * and view on it, since a tensor may have several objects.
 *
 * <p>Where the function's results are not wanted, what may differ from run to run is not computed: tensors without
 * elements stand for it.
 */
final class Capture implements Tracing.Observer {
    private final long start = Tracing.now();
    private final boolean computing;
    private final List<Value.Input> inputs = new ArrayList<>();
    private final List<Value.Node> nodes = new ArrayList<>();
    private final Map<Storage, Elements> known = new IdentityHashMap<>();

    /** The values that may differ from run to run. */
    private final Set<Value> varying = new HashSet<>();

    /** A view on a storage. */
    record Place(Shape shape, List<Integer> strides, int offset) {
        static Place of(Tensor tensor) {
            var strides = Arrays.stream(tensor.strides()).boxed().toList();
            return new Place(tensor.shape(), strides, tensor.offset());
        }
    }

    /** What is known of a storage's elements. */
    private static final class Elements {
        /** All elements, densely: only where they were computed or made here. */
        @Nullable
        Value whole;

        /** Made by the function, and not looked at yet: its elements may still be written. */
        @Nullable
        Tensor made;

        final Map<Place, Value> views = new HashMap<>();
    }

    /**
     * A captured function.
     *
     * @param results what the function returned
     * @param places for each result the output of the graph that it is
     */
    record Captured(Graph graph, List<Tensor> results, int[] places) {}

    private Capture(boolean computing) {
        this.computing = computing;
    }

    /**
     * Captures.
     *
     * @param computing whether the results are wanted, not only the graph
     */
    static Captured of(Function<List<Tensor>, List<Tensor>> function, List<Tensor> given, boolean computing) {
        var capture = new Capture(computing);
        given.forEach(capture::input);
        var results = Tracing.observed(capture, () -> function.apply(given));
        return capture.captured(results);
    }

    private Captured captured(List<Tensor> results) {
        var outputs = new ArrayList<Value>();
        var places = new int[results.size()];
        var seen = new IdentityHashMap<Tensor, Integer>();
        for (int i = 0; i < places.length; i++) {
            var result = results.get(i);
            if (result.requiresGrad()) {
                throw new CaptureException("compile: result " + i + " of shape " + result.shape()
                        + " requires a gradient, which a replayed graph does not record; call within"
                        + " GradMode.noGrad(), or compute the gradient inside the function and return it");
            }
            places[i] = seen.computeIfAbsent(result, r -> {
                outputs.add(value(r));
                return outputs.size() - 1;
            });
        }
        return new Captured(new Graph(inputs, nodes, outputs), results, places);
    }

    private void input(Tensor tensor) {
        var input = new Value.Input(inputs.size(), tensor.shape(), tensor.dtype());
        inputs.add(input);
        varying.add(input);
        var elements = known.computeIfAbsent(tensor.storage(), _ -> new Elements());
        elements.views.putIfAbsent(Place.of(tensor), input);
    }

    // What the observer sees

    @Override
    public void made(Tensor tensor) {
        elements(tensor.storage()).made = tensor;
    }

    @Override
    public Tensor running(Op op, List<Tensor> operands, Supplier<Tensor> computation) {
        boolean skipped = !computing && !op.isView() && mayVary(op, operands);
        var output = skipped ? Nowhere.result(op, operands) : computation.get();
        ran(op, operands, output);
        return output;
    }

    private boolean mayVary(Op op, List<Tensor> operands) {
        return op instanceof Op.Custom || operands.stream().map(this::value).anyMatch(varying::contains);
    }

    private void ran(Op op, List<Tensor> operands, Tensor output) {
        var node = node(op, operands, output);
        var elements = elements(output.storage());
        elements.views.put(Place.of(output), node);
        boolean fresh = elements.views.size() == 1 && elements.made == null;
        if (fresh && output.isContiguous() && output.storage().length() == output.elements()) {
            elements.whole = node;
        }
    }

    @Override
    public void changing(Op op, List<Tensor> operands, Tensor target, Runnable change) {
        var storage = target.storage();
        var elements = known.get(storage);
        if (elements == null || elements.whole == null && elements.made == null) {
            throw new CaptureException("compile: " + op.name() + "_ changes an argument or a parameter of shape "
                    + target.shape() + " in place; a graph only computes new values: return the new one instead");
        }
        if (!target.isContiguous() || storage.length() != target.elements()) {
            throw new CaptureException("compile: " + op.name() + "_ changes a view of shape " + target.shape()
                    + " in place, which is a part of its tensor; compute a new tensor instead, with where or cat");
        }
        var node = node(op, operands, target);
        elements.whole = node;
        elements.made = null;
        elements.views.clear();
        elements.views.put(Place.of(target), node);
        if (computing || !varying.contains(node)) {
            change.run();
        }
    }

    @Override
    public void reading(String operation, Tensor tensor) {
        if (varying.contains(value(tensor))) {
            throw new CaptureException("compile: " + operation + "() takes the elements of a tensor of shape "
                    + tensor.shape() + " that may differ from run to run; a graph cannot hold what Java decides by"
                    + " them: choose with where, or leave this part out of the compiled function");
        }
    }

    @Override
    public void acting(String what) {
        throw new CaptureException(
                "compile: " + what + ", which a graph cannot hold; leave this part out of the compiled function"
                        + (what.startsWith("backward") ? " or ask for gradients with Autograd.grad" : ""));
    }

    // Values

    private Value.Node node(Op op, List<Tensor> operands, Tensor output) {
        return nodeOf(op, operands.stream().map(this::value).toList(), output);
    }

    private Value.Node nodeOf(Op op, List<Value> values, Tensor like) {
        var node = new Value.Node(op, values, like.shape(), like.dtype());
        nodes.add(node);
        if (op instanceof Op.Custom || values.stream().anyMatch(varying::contains)) {
            varying.add(node);
        }
        return node;
    }

    private Elements elements(Storage storage) {
        return known.computeIfAbsent(storage, _ -> new Elements());
    }

    private Value value(Tensor tensor) {
        var elements = elements(tensor.storage());
        var value = elements.views.get(Place.of(tensor));
        if (value != null) {
            return value;
        }
        if (elements.made != null) {
            settle(elements, elements.made);
            return value(tensor);
        }
        if (elements.whole != null) {
            var op = new Op.AsStrided(tensor.shape(), Place.of(tensor).strides(), tensor.offset());
            value = nodeOf(op, List.of(elements.whole), tensor);
        } else {
            value = parameter(tensor);
        }
        elements.views.put(Place.of(tensor), value);
        return value;
    }

    /** What the function made is a constant, whose elements are those that it has when it is first used. */
    private static void settle(Elements elements, Tensor made) {
        var constant = Tracing.unobserved(() -> copy(made));
        elements.whole = new Value.Constant(constant);
        elements.views.put(Place.of(made), elements.whole);
        elements.made = null;
    }

    /** A copy that no scope ends and no gradient follows. */
    static Tensor copy(Tensor tensor) {
        try (var _ = Scope.suspend();
                var _ = GradMode.noGrad()) {
            return Engine.run(new Op.Copy(), tensor);
        }
    }

    private Value parameter(Tensor tensor) {
        if (Tracing.madeSince(start, tensor.storage())) {
            throw new CaptureException("compile: a tensor of shape " + tensor.shape()
                    + " was made while the function ran, but not by its thread; a graph does not know how");
        }
        var parameter = new Value.Parameter(tensor.isLeaf() ? tensor : tensor.detach());
        varying.add(parameter);
        return parameter;
    }
}
