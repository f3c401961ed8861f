package io.lanewise.graph;

import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tracing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A function of tensors that is captured as a graph when it is first called and replayed from then on, PyTorch's {@code
 * compile}. Results are the function's to the bit.
 *
 * <pre>{@code
 * var fast = Compiled.of(model::forward);
 * try (var _ = GradMode.noGrad()) {
 *   var y = fast.apply(x);              // runs model.forward, and writes down what it does
 *   y = fast.apply(x2);                 // the same operations, fused, in memory that was planned
 * }
 * }</pre>
 *
 * <p>There is a graph for each shape, type and memory layout of the arguments, of the last {@value #MOST}. Tensors that
 * the function did not make, such as weights, are read in each call, so that training goes on to be seen. All else that
 * Java decided in the first call stays decided: a flag, a loop's length, a number. What a graph cannot hold is refused
 * in the first call: a decision by the elements of an argument ({@code item()}), random numbers (dropout while
 * training), changes in place of arguments or weights, {@code backward()}. Results carry no gradient; a training step is
 * compiled by asking for gradients inside ({@code Autograd.grad}) and returning them.
 *
 * <p>Safe for any number of threads at once.
 */
public final class Compiled {
    private static final int MOST = 32;

    private final Function<List<Tensor>, List<Tensor>> function;
    private final ReentrantLock capturing = new ReentrantLock();
    private volatile Entry[] entries = {};

    /** What was captured for arguments of one kind. */
    private record Entry(List<Like> likes, boolean gradients, Program program, int[] places) {
        boolean fits(List<Tensor> inputs) {
            if (inputs.size() != likes.size() || gradients != GradMode.isEnabled()) {
                return false;
            }
            for (int i = 0; i < likes.size(); i++) {
                if (!likes.get(i).fits(inputs.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** All of an argument that a function may depend on, but its elements. */
    private record Like(Tensor example, int[] strides, boolean requiresGrad) {
        static Like of(Tensor tensor) {
            return new Like(Nowhere.tensor(tensor.shape(), tensor.dtype()), tensor.strides(), tensor.requiresGrad());
        }

        boolean fits(Tensor tensor) {
            if (tensor.dtype() != example.dtype()
                    || tensor.backend() != example.backend()
                    || tensor.requiresGrad() != requiresGrad
                    || !tensor.shape().equals(example.shape())) {
                return false;
            }
            for (int i = 0; i < strides.length; i++) {
                if (tensor.stride(i) != strides[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private Compiled(Function<List<Tensor>, List<Tensor>> function) {
        this.function = function;
    }

    /** A function of one tensor. */
    public static Compiled of(UnaryOperator<Tensor> function) {
        return ofLists(inputs -> List.of(function.apply(inputs.getFirst())));
    }

    /** A function of two tensors. */
    public static Compiled of(BinaryOperator<Tensor> function) {
        return ofLists(inputs -> List.of(function.apply(inputs.get(0), inputs.get(1))));
    }

    /** A function of any number of tensors with any number of results. */
    public static Compiled ofLists(Function<List<Tensor>, List<Tensor>> function) {
        return new Compiled(function);
    }

    /**
     * The only result for these arguments.
     *
     * @throws IllegalStateException when the function does what a graph cannot hold, or has several results
     */
    public Tensor apply(Tensor... inputs) {
        var results = applyAll(Arrays.asList(inputs));
        if (results.size() != 1) {
            throw new IllegalStateException(
                    "compile: the function has " + results.size() + " results; ask for them with applyAll");
        }
        return results.getFirst();
    }

    /**
     * All results for these arguments.
     *
     * @throws IllegalStateException when the function does what a graph cannot hold
     */
    public List<Tensor> applyAll(List<Tensor> inputs) {
        // A compiled function inside of another one becomes a part of the other's graph.
        if (Tracing.isObserved()) {
            return function.apply(inputs);
        }
        var entry = find(inputs);
        return entry == null ? capture(inputs) : replay(entry, inputs);
    }

    private @Nullable Entry find(List<Tensor> inputs) {
        for (var entry : entries) {
            if (entry.fits(inputs)) {
                return entry;
            }
        }
        return null;
    }

    private static List<Tensor> replay(Entry entry, List<Tensor> inputs) {
        var outputs = entry.program().runChecked(inputs);
        if (entry.places().length == outputs.size()) {
            return outputs;
        }
        return Arrays.stream(entry.places()).mapToObj(outputs::get).toList();
    }

    private List<Tensor> capture(List<Tensor> inputs) {
        capturing.lock();
        try {
            var entry = find(inputs);
            if (entry != null) {
                return replay(entry, inputs);
            }
            var captured = Capture.of(function, inputs, true);
            var likes = inputs.stream().map(Like::of).toList();
            var all = new ArrayList<Entry>();
            all.add(new Entry(likes, GradMode.isEnabled(), Program.of(captured.graph()), captured.places()));
            all.addAll(Arrays.asList(entries));
            entries = all.subList(0, Math.min(all.size(), MOST)).toArray(Entry[]::new);
            return captured.results();
        } finally {
            capturing.unlock();
        }
    }

    /** The optimized graph for arguments like these, captured now if it was not yet. */
    public Graph graph(Tensor... inputs) {
        return program(inputs).graph();
    }

    /** What is run for arguments like these, captured now if it was not yet. */
    public Program program(Tensor... inputs) {
        var given = Arrays.asList(inputs);
        var entry = find(given);
        if (entry == null) {
            capture(given);
            entry = find(given);
        }
        if (entry == null) {
            throw new IllegalStateException("compile: the arguments changed while they were captured");
        }
        return entry.program();
    }

    /** How many graphs are kept. */
    public int graphs() {
        return entries.length;
    }
}
