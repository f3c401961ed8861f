package io.lanewise.onnx.export;

import io.lanewise.expr.Reduction;
import io.lanewise.onnx.format.Attribute;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Reductions, running sums, sorting, and functions along the last axis. */
final class Rows {
    private Rows() {}

    static String reduce(Step step, Op.Reduce reduce) {
        var dtype = step.dtype(0);
        var result = step.node().dtype();
        return switch (reduce.kind()) {
            case SUM -> over(step.nodes(), "ReduceSum", reduce, step.cast(step.x(), dtype, result));
            case PROD -> over(step.nodes(), "ReduceProd", reduce, step.cast(step.x(), dtype, result));
            case SUM_SQUARES -> over(step.nodes(), "ReduceSumSquare", reduce, step.cast(step.x(), dtype, result));
            case MAX -> narrow(step, "ReduceMax", reduce, result);
            case MIN -> narrow(step, "ReduceMin", reduce, result);
            case ALL -> narrow(step, "ReduceMin", reduce, result);
            case ANY -> narrow(step, "ReduceMax", reduce, result);
            case ARG_MAX -> arg(step, "ArgMax", reduce);
            case ARG_MIN -> arg(step, "ArgMin", reduce);
        };
    }

    static String over(Nodes nodes, String operator, Op.Reduce reduce, String x) {
        var axes = nodes.wholes(reduce.axes().stream().map(Integer::longValue).toList());
        return nodes.add(
                operator,
                List.of(x, axes),
                Map.of(
                        "keepdims", Step.whole(reduce.keepAxes() ? 1 : 0),
                        "noop_with_empty_axes", Step.whole(1)));
    }

    /** Truth values are compared as numbers 0 and 1. */
    private static String narrow(Step step, String operator, Op.Reduce reduce, DType result) {
        var dtype = step.dtype(0);
        boolean logical = reduce.kind() == Reduction.ALL || reduce.kind() == Reduction.ANY;
        var truth = logical ? step.cast(step.x(), dtype, DType.BOOL) : step.x();
        var from = logical ? DType.BOOL : dtype;
        var type = from.bytes() == 1 ? DType.I32 : from;
        return step.cast(over(step.nodes(), operator, reduce, step.cast(truth, from, type)), type, result);
    }

    /** Over one axis, or over all of them as one. */
    private static String arg(Step step, String operator, Op.Reduce reduce) {
        var dtype = step.dtype(0);
        var x = step.cast(step.x(), dtype, dtype.bytes() == 1 ? DType.I32 : dtype);
        if (reduce.axes().size() == 1) {
            return step.add(
                    operator,
                    List.of(x),
                    Map.of(
                            "axis", Step.whole(reduce.axes().getFirst()),
                            "keepdims", Step.whole(reduce.keepAxes() ? 1 : 0)));
        }
        if (reduce.axes().size() != step.rank()) {
            throw Translation.refused(step);
        }
        var flat = step.add("Reshape", x, step.nodes().wholes(-1));
        var index = step.add(operator, flat, "keepdims", 1);
        return step.reshape(index, step.sizes());
    }

    static String scan(Step step, Op.Scan scan) {
        if (scan.kind() != Reduction.SUM) {
            throw Translation.refused(step);
        }
        return step.add("CumSum", step.x(), step.scalar(scan.axis(), DType.I64));
    }

    static String argSort(Step step, int axis, boolean descending) {
        var k = step.nodes().size(step.sizes(0).get(axis));
        return step.nodes()
                .add(
                        "TopK",
                        List.of(step.x(), k),
                        Map.of("axis", Step.whole(axis), "largest", Step.whole(descending ? 1 : 0)),
                        2)
                .get(1);
    }

    static String normalize(Step step, Op.Normalize normalize) {
        var dtype = step.dtype(0);
        if (normalize.centered()) {
            var attributes = Map.of("axis", Step.whole(-1), "epsilon", Step.number(normalize.eps()));
            if (step.has(1)) {
                return step.add("LayerNormalization", step.in(), attributes);
            }
            int width = step.shape(0).dim(-1);
            step.needFixed();
            var scale = step.nodes().initializer("ones", Tensor.ones(Shape.of(width), dtype));
            return step.add("LayerNormalization", List.of(step.x(), scale), attributes);
        }
        var squares = step.add("Mul", step.x(), step.x());
        var mean = step.add("ReduceMean", List.of(squares, step.nodes().wholes(-1)), Map.of("keepdims", Step.whole(1)));
        var root = step.add("Sqrt", step.add("Add", mean, step.scalar(normalize.eps(), dtype)));
        var y = step.add("Div", step.x(), root);
        return step.has(1) ? step.add("Mul", y, step.in().get(1)) : y;
    }

    static String crossEntropy(Step step, int ignored) {
        return step.add(
                "SoftmaxCrossEntropyLoss",
                step.in(),
                Map.of("ignore_index", Step.whole(ignored), "reduction", new Attribute.Text("none")));
    }
}
