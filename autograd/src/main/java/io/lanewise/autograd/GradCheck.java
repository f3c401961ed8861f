package io.lanewise.autograd;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Holds gradients against differences of values. */
record GradCheck(String name, double eps, double atol, double rtol) {
    void check(Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
        try (var _ = GradMode.enableGrad()) {
            var leaves = inputs.stream().map(this::leaf).toList();
            var y = f.apply(leaves);
            for (int i = 0; i < leaves.size(); i++) {
                if (leaves.get(i).requiresGrad()) {
                    compare(f, leaves, i, y);
                }
            }
        }
    }

    void checkTwice(Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
        try (var _ = GradMode.enableGrad()) {
            var y = f.apply(inputs.stream().map(this::leaf).toList());
            if (!y.requiresGrad()) {
                return;
            }
            var extended = new ArrayList<>(inputs);
            extended.add(random(y.shape()).requiresGrad_(true));
            check(all -> gradients(f, all), extended);
        }
    }

    /** The gradients of f as a function of its inputs and of the gradient of its result, which comes last. */
    private static Tensor gradients(Function<List<Tensor>, Tensor> f, List<Tensor> all) {
        try (var _ = GradMode.enableGrad()) {
            var at = all.subList(0, all.size() - 1);
            var wanted = at.stream().filter(Tensor::requiresGrad).toList();
            var gradients = Autograd.grad(List.of(f.apply(at)), wanted, List.of(all.getLast()), true, true, true);
            var flat = new ArrayList<Tensor>();
            for (int i = 0; i < wanted.size(); i++) {
                var gradient = gradients.get(i);
                flat.add(
                        gradient == null
                                ? Tensor.zeros(Shape.of(wanted.get(i).elements()), DType.F64)
                                : gradient.flatten());
            }
            return Tensor.cat(flat, 0);
        }
    }

    private Tensor leaf(Tensor input) {
        if (!input.requiresGrad()) {
            return input;
        }
        if (input.dtype() != DType.F64) {
            throw new DTypeException(name + ": expected f64 inputs, not " + input.dtype()
                    + ": differences of values are too coarse in it");
        }
        return input.detach().copy().requiresGrad_(true);
    }

    private void compare(Function<List<Tensor>, Tensor> f, List<Tensor> inputs, int index, Tensor y) {
        var x = inputs.get(index);
        int n = x.elements();
        var analytic = y.requiresGrad() ? analytic(y, x) : new double[y.elements()][n];
        for (int j = 0; j < n; j++) {
            var numeric = difference(f, inputs, index, j);
            for (int i = 0; i < numeric.length; i++) {
                double expected = numeric[i];
                double actual = analytic[i][j];
                if (!(Math.abs(actual - expected) <= atol + rtol * Math.abs(expected))) {
                    throw new AssertionError(name + ": the derivative of output " + position(y.shape(), i)
                            + " by input " + index + " at " + position(x.shape(), j) + " is " + expected
                            + " numerically and " + actual + " analytically (shapes: output " + y.shape()
                            + ", input " + x.shape() + "; eps " + eps + ", atol " + atol + ", rtol " + rtol + ")");
                }
            }
        }
    }

    private static double[][] analytic(Tensor y, Tensor x) {
        return Autograd.rows(y, x).stream().map(Tensor::toDoubleArray).toArray(double[][]::new);
    }

    /** The differences of all elements of the result when one element of one input moves. */
    private double[] difference(Function<List<Tensor>, Tensor> f, List<Tensor> inputs, int index, int element) {
        var above = moved(f, inputs, index, element, eps);
        var below = moved(f, inputs, index, element, -eps);
        for (int i = 0; i < above.length; i++) {
            above[i] = (above[i] - below[i]) / (2 * eps);
        }
        return above;
    }

    private static double[] moved(
            Function<List<Tensor>, Tensor> f, List<Tensor> inputs, int index, int element, double step) {
        var x = inputs.get(index);
        var values = x.toDoubleArray();
        values[element] += step;
        var changed = new ArrayList<>(inputs);
        changed.set(index, Tensor.wrap(values, DType.F64, x.shape()).requiresGrad_(true));
        return f.apply(changed).toDoubleArray();
    }

    private static Tensor random(Shape shape) {
        var random = new SplittableRandom(1);
        var values = random.doubles(shape.elements(), -1, 1).toArray();
        return Tensor.wrap(values, DType.F64, shape);
    }

    private static String position(Shape shape, int element) {
        var sizes = shape.toArray();
        var at = new int[sizes.length];
        for (int i = sizes.length - 1, rest = element; i >= 0; rest /= sizes[i--]) {
            at[i] = rest % sizes[i];
        }
        return Arrays.toString(at);
    }
}
