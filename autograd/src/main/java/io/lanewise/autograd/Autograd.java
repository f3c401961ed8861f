package io.lanewise.autograd;

import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Node;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Storage;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives as values, beside {@link Tensor#backward()}, which adds them to the leaves.
 *
 * <pre>{@code
 * var x = Tensor.of(1.0, 2.0).requiresGrad_(true);
 * Autograd.grad(x.square().sum(), x);              // [[2., 4.]]
 * Autograd.jacobian(Tensor::square, x);            // [[2., 0.], [0., 4.]]
 * Autograd.gradcheck(in -> in.getFirst().square(), x);
 * }</pre>
 */
public final class Autograd {
    private Autograd() {}

    /** A function's value and a product with its Jacobian. */
    public record Product(Tensor value, Tensor product) {}

    /**
     * The gradients of a single number with respect to some tensors, leaves or not; {@code grad} of the leaves stays
     * as it is. The graph is freed.
     *
     * @throws IllegalStateException when an input does not require a gradient or was not used
     */
    public static List<Tensor> grad(Tensor output, Tensor... inputs) {
        return grad(output, Arrays.asList(inputs), false);
    }

    /**
     * The gradients of a single number with respect to some tensors.
     *
     * @param createGraph whether the gradients can be differentiated again; the graph is then kept
     */
    public static List<Tensor> grad(Tensor output, List<Tensor> inputs, boolean createGraph) {
        var gradients = new ArrayList<Tensor>();
        for (var gradient : grad(List.of(output), inputs, null, createGraph, createGraph, false)) {
            if (gradient != null) {
                gradients.add(gradient);
            }
        }
        return gradients;
    }

    /**
     * The gradients of Σ outputs·gradOutputs with respect to some tensors, leaves or not.
     *
     * @param gradOutputs the gradients of the outputs, each of its output's shape and type, or null for 1, where an
     *     output has one element; null for all of them
     * @param retainGraph whether the graph may be walked again
     * @param createGraph whether the gradients can be differentiated again; the graph is then kept
     * @param allowUnused whether an input that the outputs do not depend on has the gradient null, or is refused
     * @return a gradient for each input; unless a graph is created, no two share storage
     * @throws IllegalStateException when an output or an input does not require a gradient, or an input was not used
     */
    public static List<@Nullable Tensor> grad(
            List<Tensor> outputs,
            List<Tensor> inputs,
            @Nullable List<@Nullable Tensor> gradOutputs,
            boolean retainGraph,
            boolean createGraph,
            boolean allowUnused) {
        if (gradOutputs != null && gradOutputs.size() != outputs.size()) {
            throw new ShapeException("grad: " + gradOutputs.size() + " gradients for " + outputs.size() + " outputs");
        }
        var roots = new ArrayList<Node>(outputs.size());
        var seeds = new ArrayList<Tensor>(outputs.size());
        for (int i = 0; i < outputs.size(); i++) {
            roots.add(Sweep.nodeOf("grad", outputs.get(i)));
            seeds.add(Sweep.seed("grad", outputs.get(i), gradOutputs == null ? null : gradOutputs.get(i)));
        }
        var wanted = inputs.stream().map(x -> Sweep.nodeOf("grad", x)).toList();
        var found = Sweep.toNodes(roots, seeds, new HashSet<>(wanted), retainGraph || createGraph, createGraph);
        var gradients = new ArrayList<@Nullable Tensor>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            var gradient = found.get(wanted.get(i));
            if (gradient == null && !allowUnused) {
                throw new IllegalStateException(
                        "grad: input " + i + " of shape " + inputs.get(i).shape()
                                + " was not used to compute the outputs; allowUnused gives null for it");
            }
            gradients.add(gradient);
        }
        if (!createGraph) {
            separate(gradients, seeds);
        }
        return gradients;
    }

    /** Copies what shares storage with another gradient or with what the caller passed in. */
    private static void separate(List<@Nullable Tensor> gradients, List<Tensor> seeds) {
        Set<Storage> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        seeds.forEach(seed -> taken.add(seed.storage()));
        gradients.replaceAll(gradient -> {
            if (gradient == null) {
                return null;
            }
            var own = gradient.detach();
            return own.isContiguous() && taken.add(own.storage()) ? own : own.copy();
        });
    }

    /**
     * All partial derivatives of a function at x, one row for each element of the result: of the shape of f(x) followed
     * by that of x. The graph of f is walked once for each row.
     */
    public static Tensor jacobian(UnaryOperator<Tensor> f, Tensor x) {
        try (var _ = GradMode.enableGrad()) {
            var at = x.detach().copy().requiresGrad_(true);
            var y = f.apply(at);
            var shape = y.shape().concat(x.shape());
            if (!y.requiresGrad() || y.elements() == 0) {
                return Tensor.zeros(shape, x.dtype());
            }
            return Tensor.stack(rows(y, at), 0).reshape(shape);
        }
    }

    /** The gradient of each element of y, zeros where it does not depend on x. */
    static List<Tensor> rows(Tensor y, Tensor x) {
        var rows = new ArrayList<Tensor>(y.elements());
        for (int i = 0; i < y.elements(); i++) {
            var one = oneAt(i, y);
            var row = grad(List.of(y), List.of(x), List.of(one), true, false, true)
                    .getFirst();
            rows.add(row == null ? Tensor.zeros(x.shape(), x.dtype()) : row);
        }
        return rows;
    }

    private static Tensor oneAt(int index, Tensor like) {
        var position = Tensor.arange(like.elements()).eq((long) index);
        return position.to(like.dtype()).reshape(like.shape());
    }

    /**
     * All second partial derivatives of a function with a single number as its result: of the shape of x twice.
     *
     * @throws ShapeException when the result has more than one element
     */
    public static Tensor hessian(UnaryOperator<Tensor> f, Tensor x) {
        return jacobian(at -> grad(f.apply(at), List.of(at), true).getFirst(), x);
    }

    /** f(x) and vᵀ·J, the product of a vector of the shape of f(x) with the Jacobian, from one walk back. */
    public static Product vjp(UnaryOperator<Tensor> f, Tensor x, Tensor v) {
        try (var _ = GradMode.enableGrad()) {
            var at = x.detach().copy().requiresGrad_(true);
            var y = f.apply(at);
            if (!y.requiresGrad()) {
                return new Product(y, Tensor.zeros(x.shape(), x.dtype()));
            }
            var gradient = grad(List.of(y), List.of(at), List.of(v), false, false, true)
                    .getFirst();
            return new Product(y.detach(), gradient == null ? Tensor.zeros(x.shape(), x.dtype()) : gradient);
        }
    }

    /**
     * Compares the gradients of a function with differences of its values, with a step of 1e-6, an absolute tolerance
     * of 1e-5 and a relative one of 1e-3.
     *
     * @param f a function of all the inputs; it must give the same values each time
     * @param inputs f64 tensors; those that require a gradient are checked
     * @throws AssertionError naming the input, the index and both numbers where they differ
     */
    public static void gradcheck(Function<List<Tensor>, Tensor> f, Tensor... inputs) {
        gradcheck(f, Arrays.asList(inputs), 1e-6, 1e-5, 1e-3);
    }

    /**
     * Compares the gradients of a function with (f(x + eps) − f(x − eps)) / 2eps for each element of each input.
     *
     * @throws AssertionError where analytic and numeric differ by more than {@code atol + rtol·|numeric|}
     * @throws io.lanewise.tensor.DTypeException when an input that requires a gradient is not f64
     */
    public static void gradcheck(
            Function<List<Tensor>, Tensor> f, List<Tensor> inputs, double eps, double atol, double rtol) {
        new GradCheck("gradcheck", eps, atol, rtol).check(f, inputs);
    }

    /** Like {@link #gradcheck(Function, Tensor...)}, for the second derivatives. */
    public static void gradgradcheck(Function<List<Tensor>, Tensor> f, Tensor... inputs) {
        gradgradcheck(f, Arrays.asList(inputs), 1e-6, 1e-5, 1e-3);
    }

    /** Compares the gradients of a function's gradients, themselves taken as a function of inputs and gradient. */
    public static void gradgradcheck(
            Function<List<Tensor>, Tensor> f, List<Tensor> inputs, double eps, double atol, double rtol) {
        new GradCheck("gradgradcheck", eps, atol, rtol).checkTwice(f, inputs);
    }
}
