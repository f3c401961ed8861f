package io.lanewise.tensor;

import io.lanewise.expr.Reduction;
import java.util.List;

/** The shape and element type of an operation's result, from those of its inputs. */
public final class Inference {
    private Inference() {}

    public record Result(Shape shape, DType dtype) {}

    /** One exhaustive switch: an operation without a rule does not compile. */
    public static Result of(Op op, List<Tensor> in) {
        var x = in.getFirst();
        return switch (op) {
            case Op.Map map -> map(map, in);
            case Op.Cast(DType dtype) -> new Result(x.shape(), dtype);
            case Op.Copy _, Op.Update _, Op.Scan _ -> like(x);
            case Op.Reduce(Reduction kind, List<Integer> axes, boolean keep) ->
                new Result(reduced(x.shape(), axes, keep), reducedType(kind, x.dtype()));
            case Op.ArgSort _ -> new Result(x.shape(), DType.I64);
            case Op.Softmax _, Op.SoftmaxGrad _, Op.LogSoftmax _, Op.LogSoftmaxGrad _ -> like(x);
            case Op.Normalize _, Op.NormalizeGrad _ -> like(x);
            case Op.NormalizeWeightGrad(double _, boolean centered) ->
                new Result(Shape.of(centered ? 2 : 1, x.size(-1)), x.dtype());
            case Op.CrossEntropy _ -> new Result(Shape.of(x.size(0)), x.dtype());
            case Op.CrossEntropyGrad _ -> like(x);
            case Op.MatMul() -> new Result(x.shape().with(-1, in.get(1).size(-1)), x.dtype());
            case Op.IntegerMatMul _ -> new Result(x.shape().with(-1, in.get(1).size(-1)), DType.I32);
            case Op.QuantizedLinear _, Op.DynamicLinear _ ->
                new Result(x.shape().with(-1, in.get(1).size(0)), DType.F32);
            case Op.Activated(var product, var _) -> of(product, in);
            case Op.Linear _ -> new Result(x.shape().with(-1, in.get(1).size(0)), x.dtype());
            case Op.Attention(double _, boolean _, boolean withLogSums) -> attention(withLogSums, x, in.get(2));
            case Op.AttentionGrad _ ->
                new Result(
                        Shape.of(x.elements() + in.get(1).elements() + in.get(2).elements()), x.dtype());
            case Op.Convolution(Sliding windows, int _, boolean _) -> {
                var w = in.get(1);
                var shape = Shape.of(x.size(0), w.size(0));
                for (int d = 0; d < windows.rank(); d++) {
                    shape = shape.insert(2 + d, windows.count(d, x.size(2 + d), w.size(2 + d)));
                }
                yield new Result(shape, x.dtype());
            }
            case Op.ConvolutionData(Sliding _, int groups, List<Integer> sizes) ->
                new Result(Shape.of(in.get(1).size(0), groups * x.size(1)).concat(sizes(sizes)), x.dtype());
            case Op.ConvolutionWeights(Sliding _, int groups, List<Integer> kernel) ->
                new Result(Shape.of(in.get(1).size(1), x.size(1) / groups).concat(sizes(kernel)), x.dtype());
            case Op.MaxPool(Sliding windows, List<Integer> kernel) ->
                new Result(windows(windows, kernel, x), x.dtype());
            case Op.MaxPoolIndices(Sliding windows, List<Integer> kernel) ->
                new Result(windows(windows, kernel, x), DType.I64);
            case Op.View view -> throw new IllegalArgumentException(view.name() + ": a view is made by Views");
            case Op.Unview(Op.View _, Shape shape) -> new Result(shape, x.dtype());
            case Op.Cat(int axis) ->
                new Result(
                        x.shape()
                                .with(
                                        axis,
                                        in.stream().mapToInt(t -> t.size(axis)).sum()),
                        x.dtype());
            case Op.IndexSelect(int axis) ->
                new Result(x.shape().with(axis, in.get(1).shape().elements()), x.dtype());
            case Op.Gather _ -> new Result(in.get(1).shape(), x.dtype());
            case Op.IndexAdd _, Op.Scatter _, Op.ScatterAdd _ -> like(x);
            case Op.Custom custom -> custom.infer(in);
        };
    }

    private static Result attention(boolean withLogSums, Tensor queries, Tensor values) {
        var shape = queries.shape().with(-1, values.size(-1));
        int rows = queries.shape().slice(0, queries.dim() - 1).elements();
        return new Result(withLogSums ? Shape.of(shape.elements() + rows) : shape, queries.dtype());
    }

    private static Shape windows(Sliding windows, List<Integer> kernel, Tensor x) {
        var shape = x.shape();
        int first = x.dim() - windows.rank();
        for (int d = 0; d < windows.rank(); d++) {
            shape = shape.with(first + d, windows.count(d, x.size(first + d), kernel.get(d)));
        }
        return shape;
    }

    private static Shape sizes(List<Integer> sizes) {
        return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Result like(Tensor x) {
        return new Result(x.shape(), x.dtype());
    }

    private static Result map(Op.Map op, List<Tensor> in) {
        var shape = in.getFirst().shape();
        for (int i = 1; i < in.size(); i++) {
            shape = Shape.broadcast(op.name(), shape, in.get(i).shape());
        }
        return new Result(shape, op.function().bool() ? DType.BOOL : operandType(in));
    }

    /** The type of an elementwise function's operands, among which a condition is bool whatever the others are. */
    public static DType operandType(List<Tensor> in) {
        for (int i = 0; i < in.size(); i++) {
            if (in.get(i).dtype() != DType.BOOL) {
                return in.get(i).dtype();
            }
        }
        return DType.BOOL;
    }

    private static Shape reduced(Shape shape, List<Integer> axes, boolean keep) {
        var result = shape;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (axes.contains(axis)) {
                result = keep ? result.with(axis, 1) : result.without(axis);
            }
        }
        return result;
    }

    private static DType reducedType(Reduction kind, DType dtype) {
        return switch (kind) {
            case ARG_MAX, ARG_MIN -> DType.I64;
            case ALL, ANY -> DType.BOOL;
            case SUM, PROD, SUM_SQUARES -> dtype.isFloat() ? dtype : DType.I64;
            case MAX, MIN -> dtype;
        };
    }
}
