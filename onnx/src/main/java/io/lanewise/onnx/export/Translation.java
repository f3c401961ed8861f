package io.lanewise.onnx.export;

import io.lanewise.onnx.format.Attribute;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Each operation as operators of ONNX: one exhaustive switch. */
final class Translation {
    private static final Attribute ADD = new Attribute.Text("add");

    private Translation() {}

    /**
     * Writes an operation; the name of its result.
     *
     * @throws IllegalArgumentException when ONNX has nothing that computes it
     */
    static String of(Step step) {
        return switch (step.op()) {
            case Op.Map map -> Formulas.write(step, map, step.in());
            case Op.Cast(DType dtype) -> step.cast(step.x(), step.dtype(0), dtype);
            case Op.Copy _ -> step.x();
            case Op.View view -> Views.write(step, view);
            case Op.Cat(int axis) -> step.add("Concat", step.in(), Map.of("axis", Step.whole(axis)));
            case Op.Reduce reduce -> Rows.reduce(step, reduce);
            case Op.Scan scan -> Rows.scan(step, scan);
            case Op.ArgSort(int axis, boolean descending) -> Rows.argSort(step, axis, descending);
            case Op.Softmax _ -> step.add("Softmax", step.x(), "axis", -1);
            case Op.LogSoftmax _ -> step.add("LogSoftmax", step.x(), "axis", -1);
            case Op.Normalize normalize -> Rows.normalize(step, normalize);
            case Op.CrossEntropy(int ignored) -> Rows.crossEntropy(step, ignored);
            case Op.MatMul _ -> step.add("MatMul", step.in(), Map.of());
            case Op.Linear _ -> Products.linear(step);
            case Op.Activated(Op.Convolution convolution, Op.Map activation) ->
                Formulas.write(step, activation, List.of(Windows.convolution(step, convolution)));
            case Op.Activated(Op.DynamicLinear _, Op.Map activation) ->
                Formulas.write(step, activation, List.of(Bytes.dynamicLinear(step)));
            case Op.Activated(var _, Op.Map activation) ->
                Formulas.write(step, activation, List.of(Products.linear(step)));
            case Op.IntegerMatMul _ -> Bytes.product(step);
            case Op.QuantizedLinear(var format) -> Bytes.quantizedLinear(step, format);
            case Op.DynamicLinear _ -> Bytes.dynamicLinear(step);
            case Op.Attention attention -> Products.attention(step, attention);
            case Op.Convolution convolution -> Windows.convolution(step, convolution);
            case Op.ConvolutionData convolution -> Windows.transposed(step, convolution);
            case Op.MaxPool(var windows, List<Integer> kernel) -> Windows.maxPool(step, windows, kernel, false);
            case Op.MaxPoolIndices(var windows, List<Integer> kernel) -> Windows.maxPool(step, windows, kernel, true);
            case Op.IndexSelect(int axis) -> axis(step, "Gather", axis);
            case Op.Gather(int axis) -> axis(step, "GatherElements", axis);
            case Op.Scatter(int axis) -> axis(step, "ScatterElements", axis);
            case Op.ScatterAdd(int axis) ->
                step.add("ScatterElements", step.in(), Map.of("axis", Step.whole(axis), "reduction", ADD));
            case Op.IndexAdd(int axis) -> indexAdd(step, axis);
            case Op.Unview _ -> throw refused(step);
            case Op.Update _,
                    Op.SoftmaxGrad _,
                    Op.LogSoftmaxGrad _,
                    Op.CrossEntropyGrad _,
                    Op.NormalizeGrad _,
                    Op.NormalizeWeightGrad _,
                    Op.AttentionGrad _,
                    Op.ConvolutionWeights _ -> throw new IllegalArgumentException("ONNX has no operators of training");
            case Op.Custom _ -> throw refused(step);
        };
    }

    private static String axis(Step step, String operator, int axis) {
        return step.add(operator, step.in(), Map.of("axis", Step.whole(axis)));
    }

    /** The index, one for each slice, beside every element of the source. */
    private static String indexAdd(Step step, int axis) {
        var sizes = new ArrayList<Long>(Collections.nCopies(Math.max(step.rank(), 1), 1L));
        sizes.set(axis, -1L);
        var index = step.add("Reshape", step.in().get(1), step.nodes().wholes(sizes));
        var wide = step.add("Expand", index, step.nodes().sizes(step.sizes(2)));
        return step.add(
                "ScatterElements",
                List.of(step.x(), wide, step.in().get(2)),
                Map.of("axis", Step.whole(axis), "reduction", ADD));
    }

    static IllegalArgumentException refused(Step step) {
        return new IllegalArgumentException("ONNX has no operator for " + step.op());
    }
}
