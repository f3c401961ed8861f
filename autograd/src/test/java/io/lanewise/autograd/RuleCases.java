package io.lanewise.autograd;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Reduction;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Inference;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Sliding;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Inputs on which the derivative of each operation is checked. */
final class RuleCases {
    private RuleCases() {}

    /** An operation and the tensors to run it on; those that require a gradient are checked. */
    record Case(Op op, List<Tensor> inputs) {
        Tensor run(List<Tensor> in) {
            return Engine.run(op, in);
        }

        @Override
        public String toString() {
            return op + " of " + inputs.stream().map(x -> x.shape().toString()).toList();
        }
    }

    /** x·y with the gradients stated. */
    record StatedProduct() implements Op.Custom {
        @Override
        public Inference.Result infer(List<Tensor> inputs) {
            return new Inference.Result(
                    inputs.getFirst().shape(), inputs.getFirst().dtype());
        }

        @Override
        public Tensor forward(List<Tensor> inputs) {
            return inputs.get(0).mul(inputs.get(1));
        }

        @Override
        public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output) {
            return List.of(gradient.mul(inputs.get(1)), gradient.mul(inputs.get(0)));
        }
    }

    static Stream<Case> all() {
        return Stream.of(
                        elementwise(),
                        reductions(),
                        rows(),
                        matrices(),
                        attention(),
                        windows(),
                        views(),
                        unviews(),
                        indexing(),
                        others())
                .flatMap(List::stream);
    }

    private static List<Case> elementwise() {
        return List.of(
                of(new Op.Map(Catalog.ADD), x(2, 3), x(3)),
                of(new Op.Map(Catalog.ADD_SCALED, List.of(0.5)), x(2, 1), x(1, 3)),
                of(new Op.Map(Catalog.SUB), x(2, 3), x(2, 1)),
                of(new Op.Map(Catalog.MUL), x(2, 1, 3), x(4, 1)),
                of(new Op.Map(Catalog.DIV), x(3), x(2, 3).add(3.0)),
                of(new Op.Map(Catalog.TANH), x(2, 3)),
                of(new Op.Map(Catalog.LEAKY_RELU, List.of(0.1)), x(5)),
                of(new Op.Map(Catalog.ADDCMUL, List.of(2.0)), x(2, 3), x(3), x(2, 1)),
                of(new Op.Map(Catalog.WHERE), x(2, 3).gt(0.0), x(3), x(2, 1)));
    }

    private static List<Case> reductions() {
        var cases = new ArrayList<Case>();
        for (var kind : Reduction.values()) {
            for (var axes : List.of(List.of(1), List.of(0, 2), List.of(0, 1, 2))) {
                boolean single = kind == Reduction.ARG_MAX || kind == Reduction.ARG_MIN;
                if (!single || axes.size() == 1) {
                    cases.add(of(new Op.Reduce(kind, axes, axes.size() == 2), x(2, 3, 2)));
                }
            }
        }
        var product = new Op.Reduce(Reduction.PROD, List.of(1), false);
        cases.add(of(product, Tensor.of(1.0, 2, 3, 4, 1, 0, 3, 4, 0, 2, 3, 0).reshape(3, 4)));
        cases.add(of(
                new Op.Reduce(Reduction.PROD, List.of(0, 1), true),
                Tensor.of(1.0, 0, 3, 4).reshape(2, 2)));
        cases.add(of(new Op.Reduce(Reduction.PROD, List.of(), false), x()));
        cases.add(of(new Op.Scan(Reduction.SUM, 1), x(2, 3, 2)));
        cases.add(of(new Op.Scan(Reduction.PROD, 1), x(2, 3, 2)));
        cases.add(of(
                new Op.Scan(Reduction.PROD, 1),
                Tensor.of(1.0, 0, 3, 4, 0, 2, 0, 4, 5, 2, 3, 0).reshape(3, 4)));
        cases.add(of(new Op.Scan(Reduction.PROD, 0), Tensor.of(2.0, 0, 3)));
        return cases;
    }

    private static List<Case> rows() {
        var classes = Tensor.of(2L, 0L, -100L);
        return List.of(
                of(new Op.Softmax(), x(2, 4)),
                of(new Op.LogSoftmax(), x(2, 4)),
                of(new Op.SoftmaxGrad(), x(2, 4), x(2, 4)),
                of(new Op.LogSoftmaxGrad(), x(2, 4), x(2, 4)),
                of(new Op.Normalize(1e-2, true), x(3, 4)),
                of(new Op.Normalize(1e-2, true), x(2, 3, 4), x(4), x(4).add(1.0)),
                of(new Op.Normalize(1e-2, false), x(3, 4)),
                of(new Op.Normalize(1e-2, false), x(2, 3, 4), x(4)),
                of(new Op.CrossEntropy(-100), x(3, 4), classes),
                of(new Op.CrossEntropyGrad(-100), x(3, 4), classes, x(3)));
    }

    private static List<Case> matrices() {
        return List.of(
                of(new Op.MatMul(), x(3, 2), x(2, 4)),
                of(new Op.MatMul(), x(2, 3, 2), x(2, 2, 4)),
                of(new Op.Linear(), x(3, 2), x(4, 2)),
                of(new Op.Linear(), x(2), x(4, 2), x(4)),
                of(new Op.Linear(), x(2, 3, 2), x(4, 2), x(4)),
                of(new Op.Activated(new Op.Linear(), new Op.Map(Catalog.TANH)), x(3, 2), x(4, 2)),
                of(new Op.Activated(new Op.Linear(), new Op.Map(Catalog.SILU)), x(2, 3, 2), x(4, 2), x(4)),
                of(new Op.Activated(new Op.Linear(), new Op.Map(Catalog.NEG)), x(3, 2), x(4, 2), x(4)));
    }

    private static List<Case> attention() {
        var seen = x(2, 4, 3, 5).gt(-0.5);
        return List.of(
                of(new Op.Attention(0.7, false, true), x(2, 3, 2), x(2, 5, 2), x(2, 5, 4)),
                of(new Op.Attention(0.7, true, true), x(4, 5, 2), x(2, 3, 2), x(2, 3, 3)),
                of(new Op.Attention(0.7, false, true), x(2, 4, 3, 2), x(2, 2, 5, 2), x(2, 2, 5, 1), x(2, 4, 3, 5)),
                of(new Op.Attention(0.7, false, true), x(2, 4, 3, 2), x(2, 1, 5, 2), x(2, 1, 5, 1), seen));
    }

    private static List<Case> windows() {
        var line = new Sliding(List.of(2), List.of(1), List.of(0), List.of(1));
        var plane = new Sliding(List.of(1, 2), List.of(1, 0), List.of(0, 1), List.of(1, 2));
        return List.of(
                of(new Op.Convolution(line, 1), x(2, 2, 5), x(3, 2, 3), x(3)),
                of(new Op.Convolution(plane, 2), x(1, 2, 3, 4), x(4, 1, 2, 2)),
                of(
                        new Op.Activated(new Op.Convolution(line, 1), new Op.Map(Catalog.TANH)),
                        x(2, 2, 5),
                        x(3, 2, 3),
                        x(3)),
                of(
                        new Op.Activated(new Op.Convolution(plane, 2), new Op.Map(Catalog.SILU)),
                        x(1, 2, 3, 4),
                        x(4, 1, 2, 2)),
                of(new Op.ConvolutionData(line, 1, List.of(5)), x(3, 2, 3), x(2, 3, 2)),
                of(new Op.ConvolutionData(plane, 2, List.of(3, 4)), x(4, 1, 2, 2), x(1, 4, 3, 2)),
                of(new Op.ConvolutionWeights(line, 1, List.of(3)), x(2, 2, 5), x(2, 3, 2)),
                of(new Op.MaxPool(line, List.of(3)), x(2, 2, 5)),
                of(new Op.MaxPool(plane, List.of(2, 2)), x(3, 4)),
                of(new Op.MaxPoolIndices(plane, List.of(2, 2)), x(3, 4)),
                of(new Op.ConvolutionWeights(plane, 2, List.of(2, 2)), x(1, 2, 3, 4), x(1, 4, 3, 2)));
    }

    private static List<Case> views() {
        return List.of(
                of(new Op.Reshape(Shape.of(3, 4)), x(2, 6)),
                of(new Op.Permute(List.of(2, 0, 1)), x(2, 3, 4)),
                of(new Op.Expand(Shape.of(2, 3, 4)), x(3, 1)),
                of(new Op.Slice(1, 1, 2, 2), x(2, 5)),
                of(new Op.Slice(0, 3, 4, -1), x(4, 2)),
                of(new Op.Unfold(0, 3, 1), x(5)),
                of(new Op.Unfold(1, 2, 3), x(2, 6)),
                of(new Op.Diagonal(1, 0, 1), x(3, 4)),
                of(new Op.Diagonal(-1, 0, 2), x(3, 2, 3)),
                of(new Op.AsStrided(Shape.of(3, 2), List.of(1, 1), 1), x(6)));
    }

    private static List<Case> unviews() {
        return List.of(
                of(new Op.Unview(new Op.Slice(1, 1, 2, 2), Shape.of(2, 5)), x(2, 2)),
                of(new Op.Unview(new Op.Unfold(0, 3, 1), Shape.of(5)), x(3, 3)),
                of(new Op.Unview(new Op.Diagonal(1, 0, 1), Shape.of(3, 4)), x(3)),
                of(new Op.Unview(new Op.AsStrided(Shape.of(3, 2), List.of(1, 1), 1), Shape.of(6)), x(3, 2)));
    }

    private static List<Case> indexing() {
        var index = Tensor.of(2L, 0L, 2L);
        var matrix = Tensor.of(0L, 2L, 1L, 1L, 0L, 2L).reshape(3, 2);
        var places = Tensor.of(2L, 1L, 0L, 0L).reshape(2, 2);
        return List.of(
                of(new Op.IndexSelect(1), x(2, 3), index),
                of(new Op.IndexAdd(0), x(3, 2), index, x(3, 2)),
                of(new Op.Gather(0), x(3, 2), matrix),
                of(new Op.Gather(1), x(4, 3), places),
                of(new Op.Scatter(0), x(3, 2), places, x(2, 2)),
                of(new Op.ScatterAdd(0), x(3, 2), matrix, x(3, 2)));
    }

    private static List<Case> others() {
        return List.of(
                of(new Op.Cast(DType.F64), x(3)),
                of(new Op.Copy(), x(2, 3)),
                of(new Op.ArgSort(0, false), x(3)),
                of(new Op.Cat(1), x(2, 3), x(2, 1), x(2, 2)),
                of(new StatedProduct(), x(3), x(3)));
    }

    private static Case of(Op op, Tensor... inputs) {
        for (var input : inputs) {
            if (input.dtype().isFloat()) {
                input.requiresGrad_(true);
            }
        }
        return new Case(op, List.of(inputs));
    }

    /** Distinct numbers of either sign, none within 0.1 of zero. */
    static Tensor x(int... sizes) {
        var shape = Shape.of(sizes);
        var random = new SplittableRandom(shape.hashCode());
        var values = random.doubles(shape.elements(), 0.1, 1.5).toArray();
        for (int i = 1; i < values.length; i += 2) {
            values[i] = -values[i];
        }
        return Tensor.wrap(values, DType.F64, shape);
    }
}
