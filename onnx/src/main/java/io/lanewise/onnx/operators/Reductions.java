package io.lanewise.onnx.operators;

import io.lanewise.expr.Reduction;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.ValuesAndIndices;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Many elements become one. */
final class Reductions {
    private Reductions() {}

    /** A reduction over axes, which stay with size 1 or go. */
    private interface Reduce {
        Tensor apply(Tensor x, boolean keep, int[] axes);
    }

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "ReduceSum" -> reduce(Tensor::sum);
            case "ReduceMean" -> reduce((x, keep, axes) -> x.floating().mean(keep, axes));
            case "ReduceMax" -> reduce(Tensor::amax);
            case "ReduceMin" -> reduce(Tensor::amin);
            case "ReduceProd" -> reduce(Reductions::product);
            case "ReduceL1" -> reduce((x, keep, axes) -> x.abs().sum(keep, axes));
            case "ReduceL2" ->
                reduce((x, keep, axes) -> x.floating().sumSquares(keep, axes).sqrt());
            case "ReduceSumSquare" -> reduce((x, keep, axes) -> x.square().sum(keep, axes));
            case "ReduceLogSum" ->
                reduce((x, keep, axes) -> x.sum(keep, axes).floating().log());
            case "ReduceLogSumExp" -> reduce((x, keep, axes) -> x.floating().logSumExp(keep, axes));
            case "ArgMax" -> Operator.one(call -> best(call, Reduction.ARG_MAX));
            case "ArgMin" -> Operator.one(call -> best(call, Reduction.ARG_MIN));
            case "TopK" -> Operator.many(Reductions::topK);
            case "CumSum" -> Operator.one(Reductions::cumulativeSum);
            default -> null;
        };
    }

    private static Operator reduce(Reduce reduction) {
        return Operator.one(call -> {
            var x = call.x();
            int[] axes = call.axes(1);
            boolean all = axes == null || axes.length == 0;
            if (all && call.flag("noop_with_empty_axes", false)) {
                return x;
            }
            int[] over = all
                    ? IntStream.range(0, x.dim()).toArray()
                    : IntStream.of(axes).map(axis -> x.shape().axis(axis)).toArray();
            return reduction.apply(x, call.flag("keepdims", true), over).to(x.dtype());
        });
    }

    private static Tensor product(Tensor x, boolean keep, int[] axes) {
        var y = x;
        for (int axis : axes) {
            y = y.prod(true, axis);
        }
        if (keep) {
            return y;
        }
        var sorted = IntStream.of(axes).sorted().toArray();
        for (int i = sorted.length - 1; i >= 0; i--) {
            y = y.squeeze(sorted[i]);
        }
        return y;
    }

    /** The first of several that are equal, or the last. */
    private static Tensor best(Call call, Reduction kind) {
        int axis = call.whole("axis", 0);
        boolean keep = call.flag("keepdims", true);
        boolean last = call.flag("select_last_index", false);
        var x = last ? call.x().flip(axis) : call.x();
        var found = kind == Reduction.ARG_MAX ? x.argmax(axis, keep) : x.argmin(axis, keep);
        return last ? found.neg().add((long) (x.size(axis) - 1)) : found;
    }

    /** The number of elements is an attribute before opset 10. */
    private static List<Tensor> topK(Call call) {
        int k = call.hasAttribute("k") ? call.whole("k", 0) : call.wholes(1)[0];
        ValuesAndIndices top = call.x().topk(k, call.whole("axis", -1), call.flag("largest", true));
        return List.of(top.values(), top.indices());
    }

    private static Tensor cumulativeSum(Call call) {
        var x = call.x();
        int axis = x.shape().axis(call.wholes(1)[0]);
        boolean reverse = call.flag("reverse", false);
        var forward = reverse ? x.flip(axis) : x;
        var sums = forward.cumsum(axis).to(x.dtype());
        if (call.flag("exclusive", false)) {
            int size = x.size(axis);
            var zero = Tensor.zeros(x.shape().with(axis, Math.min(1, size)), x.dtype());
            sums = Tensor.cat(List.of(zero, sums.narrow(axis, 0, Math.max(0, size - 1))), axis);
        }
        return reverse ? sums.flip(axis) : sums;
    }
}
