package io.lanewise.onnx.operators;

import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Sliding;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Convolutions and their transposes, [n, channels, space…]. */
final class Convolutions {
    private Convolutions() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Conv" -> Operator.one(call -> convolve(call, call.x(), call.tensor(1), call.optional(2)));
            case "ConvTranspose" -> Operator.one(Convolutions::transposed);
            case "DeformConv" -> Operator.one(DeformableConvolution::convolve);
            default -> null;
        };
    }

    /** Inputs x [n, channels, space…], w [filters, channels / group, kernel…] and b [filters]. */
    static Tensor convolve(Call call, Tensor x, Tensor w, @Nullable Tensor b) {
        var op = operation(call, x, w, false);
        return b == null ? Engine.run(op, x, w) : Engine.run(op, x, w, b);
    }

    /** The same of whole numbers, of which no sum may be larger than their type has exactly. */
    static Tensor convolveWhole(Call call, Tensor x, Tensor w) {
        return Engine.run(operation(call, x, w, true), x, w);
    }

    private static Op.Convolution operation(Call call, Tensor x, Tensor w, boolean direct) {
        int rank = x.dim() - 2;
        int groups = call.whole("group", 1);
        check(x, w, w.size(1) * (long) groups, groups, w.size(0));
        int[] kernel = w.shape().slice(2, w.dim()).toArray();
        var windows = Windows.of(call, space(x), kernel);
        if (rank < 1 || rank > 3) {
            throw new IllegalArgumentException(
                    "x " + x.shape() + " has " + rank + " dimensions of space, expected 1 to 3");
        }
        return new Op.Convolution(windows.sliding(), groups, direct);
    }

    static int[] space(Tensor x) {
        if (x.dim() < 3) {
            throw new IllegalArgumentException(
                    "x " + x.shape() + " has no dimensions of space, expected [n, channels, ...]");
        }
        return x.shape().slice(2, x.dim()).toArray();
    }

    private static void check(Tensor x, Tensor w, long channels, int groups, int filters) {
        if (x.dim() != w.dim() || x.size(1) != channels || groups < 1 || filters % groups != 0) {
            throw new IllegalArgumentException("x " + x.shape() + " and w " + w.shape() + " with " + groups
                    + " groups do not match: expected " + channels + " channels");
        }
    }

    /** Inputs x [n, channels, space…], w [channels, filters / group, kernel…] and b [filters]. */
    private static Tensor transposed(Call call) {
        var x = call.x();
        var w = call.tensor(1);
        int groups = call.whole("group", 1);
        check(x, w, w.size(0), groups, w.size(0));
        int rank = x.dim() - 2;
        int[] kernel = w.shape().slice(2, w.dim()).toArray();
        int[] extra = call.wholes("output_padding", new int[rank]);
        var windows = Windows.of(call, space(x), kernel);
        int[] before = windows.before().clone();
        int[] after = windows.after().clone();
        int[] wanted = call.wholes("output_shape");
        boolean same = call.text("auto_pad", "NOTSET").startsWith("SAME");
        var sizes = new ArrayList<Integer>();
        for (int i = 0; i < rank; i++) {
            int full = windows.stride()[i] * (x.size(2 + i) - 1) + extra[i] + windows.span(i);
            int size = full - before[i] - after[i];
            if (wanted != null || same) {
                size = wanted != null ? wanted[wanted.length - rank + i] : x.size(2 + i) * windows.stride()[i];
                // What is larger than the windows reach is left zero at the end.
                int total = Math.max(0, full - size);
                boolean upper = call.text("auto_pad", "NOTSET").equals("SAME_UPPER");
                before[i] = upper ? total / 2 : total - total / 2;
                after[i] = full - size - before[i];
            }
            sizes.add(size);
        }
        return transposed(x, w, call.optional(2), windows, before, after, extra, groups, sizes);
    }

    private static Tensor transposed(
            Tensor x,
            Tensor w,
            @Nullable Tensor b,
            Windows windows,
            int[] before,
            int[] after,
            int[] extra,
            int groups,
            ArrayList<Integer> sizes) {
        // The windows of the convolution whose transpose this is end where the output, without what is added, ends.
        int[] ends = new int[extra.length];
        Arrays.setAll(ends, i -> after[i] - extra[i]);
        var sliding = new Sliding(
                Windows.list(windows.stride()),
                Windows.list(before),
                Windows.list(ends),
                Windows.list(windows.dilation()));
        var y = Engine.run(new Op.ConvolutionData(sliding, groups, sizes), w, x);
        if (b == null) {
            return y;
        }
        int[] ones = new int[x.dim() - 1];
        Arrays.fill(ones, 1);
        ones[0] = b.elements();
        return y.add(b.reshape(ones));
    }
}
