package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Grids of other sizes: along each axis, an element is a weighted sum of elements around its place. */
final class Resizing {
    private Resizing() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Resize" -> Operator.one(Resizing::resize);
            case "Upsample" ->
                Operator.one(call -> {
                    double[] scales = call.has(1) ? call.tensor(1).toDoubleArray() : call.numbers("scales");
                    var x = call.x();
                    if (scales == null || scales.length != x.dim()) {
                        throw new IllegalArgumentException("expected a scale for each dimension of " + x.shape());
                    }
                    return legacy(call, x, scales);
                });
            default -> null;
        };
    }

    /** Opset 10's and Upsample's: places are quotients, the nearest element is the one before. */
    private static Tensor legacy(Call call, Tensor x, double[] scales) {
        var rule = new Taps.Rule(call.text("mode", "nearest"), "asymmetric", "floor", -0.75, false, false, 0);
        var y = x;
        for (int axis = 0; axis < x.dim(); axis++) {
            int size = (int) Math.floor(x.size(axis) * scales[axis]);
            y = along(y, axis, new Taps.Line(x.size(axis), size, scales[axis], 0, 1), rule);
        }
        return y;
    }

    /** Inputs: x, the part of it that is looked at, scales, sizes. */
    private static Tensor resize(Call call) {
        var x = call.x();
        if (call.opset() < 11) {
            return legacy(call, x, call.tensor(1).toDoubleArray());
        }
        int[] all = IntStream.range(0, x.dim()).toArray();
        int[] axes = IntStream.of(call.wholes("axes", all))
                .map(axis -> x.shape().axis(axis))
                .toArray();
        double[] roi = elements(call.optional(1));
        if (roi != null && roi.length != 2 * axes.length) {
            throw new IllegalArgumentException(
                    "roi has " + roi.length + " numbers, expected two for each of " + axes.length + " axes");
        }
        double[] scales = elements(call.optional(2));
        int[] sizes = scales == null ? sizes(call, x, axes, call.wholes(3)) : new int[axes.length];
        var rule = new Taps.Rule(
                call.text("mode", "nearest"),
                call.text("coordinate_transformation_mode", "half_pixel"),
                call.text("nearest_mode", "round_prefer_floor"),
                call.number("cubic_coeff_a", -0.75),
                call.flag("exclude_outside", false),
                call.flag("antialias", false),
                call.number("extrapolation_value", 0));
        var lines = new ArrayList<Axis>();
        for (int i = 0; i < axes.length; i++) {
            int size = x.size(axes[i]);
            double scale = scales == null ? scale(call, x, axes, i, sizes) : scales[i];
            int target = scales == null ? sizes[i] : (int) Math.floor(size * scale);
            double start = roi == null ? 0 : roi[i];
            double end = roi == null ? 1 : roi[i + axes.length];
            lines.add(new Axis(axes[i], new Taps.Line(size, target, scale, start, end)));
        }
        lines.sort(Axis.CHEAPEST);
        var y = x;
        for (var axis : lines) {
            y = along(y, axis.number, axis.line, rule);
        }
        return y;
    }

    /** An axis and what becomes of it. */
    private record Axis(int number, Taps.Line line) {
        /** Those that shrink, and then the last ones, along which elements are taken one by one, before there are more. */
        static final Comparator<Axis> CHEAPEST = Comparator.<Axis>comparingInt(
                        axis -> axis.line.target() < axis.line.size() ? 0 : 1)
                .thenComparingInt(axis -> -axis.number);
    }

    private static double @Nullable [] elements(@Nullable Tensor tensor) {
        return tensor == null || tensor.elements() == 0 ? null : tensor.toDoubleArray();
    }

    private static boolean keepsRatio(Call call) {
        return !call.text("keep_aspect_ratio_policy", "stretch").equals("stretch");
    }

    private static double ratio(Call call, Tensor x, int[] axes, int[] wanted) {
        var ratios = IntStream.range(0, axes.length).mapToDouble(i -> wanted[i] / (double) x.size(axes[i]));
        return call.text("keep_aspect_ratio_policy", "stretch").equals("not_larger")
                ? ratios.min().orElse(1)
                : ratios.max().orElse(1);
    }

    private static int[] sizes(Call call, Tensor x, int[] axes, int[] wanted) {
        if (wanted.length != axes.length) {
            throw new IllegalArgumentException(
                    wanted.length + " sizes for " + axes.length + " axes of " + x.shape() + "; expected one for each");
        }
        if (!keepsRatio(call)) {
            return wanted;
        }
        double ratio = ratio(call, x, axes, wanted);
        return IntStream.of(axes)
                .map(axis -> (int) Math.floor(x.size(axis) * ratio + 0.5))
                .toArray();
    }

    private static double scale(Call call, Tensor x, int[] axes, int i, int[] sizes) {
        return keepsRatio(call) ? ratio(call, x, axes, call.wholes(3)) : sizes[i] / (double) x.size(axes[i]);
    }

    /** Each tap is one selection and one product with a weight for each place. */
    private static Tensor along(Tensor x, int axis, Taps.Line line, Taps.Rule rule) {
        if (line.isIdentity(rule)) {
            return x;
        }
        var taps = Taps.of(line, rule);
        if (taps.weights() == null) {
            return x.indexSelect(axis, Tensor.of(taps.places()[0]));
        }
        int[] shape = new int[x.dim()];
        Arrays.fill(shape, 1);
        shape[axis] = line.target();
        var exact = x.dtype().isFloat() ? x.dtype().compute() : DType.F32;
        var from = x.to(exact);
        Tensor sum = null;
        for (int tap = 0; tap < taps.places().length; tap++) {
            var weights = Tensor.of(taps.weights()[tap]).to(exact).reshape(Shape.of(shape));
            var part = from.indexSelect(axis, Tensor.of(taps.places()[tap])).mul(weights);
            sum = sum == null ? part : sum.add(part);
        }
        if (sum == null) {
            throw new IllegalArgumentException("nothing to resize along axis " + axis + " of " + x.shape());
        }
        if (taps.outside() != null) {
            var outside = Tensor.of(taps.outside()).reshape(Shape.of(shape));
            sum = outside.where(Tensor.scalar(rule.extrapolation(), exact), sum);
        }
        return x.dtype().isInteger() ? sum.round().to(x.dtype()) : sum.to(x.dtype());
    }
}
