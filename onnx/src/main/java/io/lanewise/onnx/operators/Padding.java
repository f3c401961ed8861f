package io.lanewise.onnx.operators;

import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Elements put around a tensor: a value, its edge, its reflection, or its other end. */
final class Padding {
    private Padding() {}

    /** Amounts and value are attributes before opset 11, then inputs. */
    static Tensor pad(Call call) {
        var x = call.x();
        int[] amounts = call.has(1) ? call.wholes(1) : call.wholes("pads", call.wholes("paddings", new int[0]));
        int[] all = IntStream.range(0, x.dim()).toArray();
        int[] axes = call.has(3) ? call.wholes(3) : all;
        if (amounts.length != 2 * axes.length) {
            throw new IllegalArgumentException(
                    amounts.length + " amounts for " + axes.length + " axes; expected two for each");
        }
        var mode = call.text("mode", "constant");
        if (mode.equals("constant")) {
            double value = call.has(2) && call.tensor(2).elements() > 0 ? call.number(2, 0) : call.number("value", 0);
            return constant(x, axes, amounts, value);
        }
        var y = x;
        for (int i = 0; i < axes.length; i++) {
            y = indexed(y, x.shape().axis(axes[i]), amounts[i], amounts[i + axes.length], mode);
        }
        return y;
    }

    private static Tensor constant(Tensor x, int[] axes, int[] amounts, double value) {
        int rank = x.dim();
        int[] both = new int[2 * rank];
        for (int i = 0; i < axes.length; i++) {
            int place = rank - 1 - x.shape().axis(axes[i]);
            both[2 * place] = amounts[i];
            both[2 * place + 1] = amounts[i + axes.length];
        }
        return Arrays.stream(both).allMatch(amount -> amount == 0) ? x : x.pad(value, both);
    }

    private static Tensor indexed(Tensor x, int axis, int before, int after, String mode) {
        if (before == 0 && after == 0) {
            return x;
        }
        int size = x.size(axis);
        var index = new long[Math.max(0, before + size + after)];
        for (int i = 0; i < index.length; i++) {
            int at = i - before;
            index[i] = switch (mode) {
                case "edge" -> Math.clamp(at, 0, size - 1);
                case "wrap" -> Math.floorMod(at, size);
                case "reflect" -> reflected(at, size);
                default ->
                    throw new IllegalArgumentException(
                            "mode is '" + mode + "', expected constant, edge, reflect or wrap");
            };
        }
        return x.indexSelect(axis, Tensor.of(index));
    }

    /** The place that a place beyond the ends is the mirror image of, the ends not doubled. */
    private static int reflected(int at, int size) {
        if (size == 1) {
            return 0;
        }
        int period = Math.floorMod(at, 2 * (size - 1));
        return period < size ? period : 2 * (size - 1) - period;
    }
}
