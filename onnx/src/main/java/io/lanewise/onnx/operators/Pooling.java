package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Of each window over space its greatest element, mean or norm, [n, channels, space…]. */
final class Pooling {
    private Pooling() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "MaxPool" -> Operator.many(Pooling::max);
            case "AveragePool" -> Operator.one(Pooling::average);
            case "LpPool" -> Operator.one(Pooling::norm);
            case "GlobalAveragePool" -> Operator.one(call -> call.x().mean(true, space(call.x())));
            case "GlobalMaxPool" -> Operator.one(call -> call.x().amax(true, space(call.x())));
            case "GlobalLpPool" -> Operator.one(call -> call.x().norm(call.number("p", 2), true, space(call.x())));
            case "MaxUnpool" -> Operator.one(Pooling::unpool);
            default -> null;
        };
    }

    private static int[] space(Tensor x) {
        return IntStream.range(2, x.dim()).toArray();
    }

    /** Windows with as much behind the input that the last one, where sizes are rounded up, is whole. */
    private static Windows windows(Call call) {
        int[] sizes = Convolutions.space(call.x());
        var windows = Windows.of(call, sizes, Objects.requireNonNull(call.wholes("kernel_shape"), "kernel_shape"));
        checkPads(windows);
        if (!call.flag("ceil_mode", false)) {
            return windows;
        }
        int[] after = windows.after().clone();
        for (int i = 0; i < after.length; i++) {
            int padded = sizes[i] + windows.before()[i] + after[i];
            int stride = windows.stride()[i];
            int steps = Math.ceilDiv(padded - windows.span(i), stride);
            // A window that would begin behind the input and what is before it is left out.
            if (steps * stride >= sizes[i] + windows.before()[i]) {
                steps--;
            }
            after[i] += Math.max(0, steps * stride + windows.span(i) - padded);
        }
        return new Windows(windows.kernel(), windows.stride(), windows.dilation(), windows.before(), after);
    }

    /** A window that lay wholly in the padding would have no element. */
    private static void checkPads(Windows windows) {
        for (int i = 0; i < windows.rank(); i++) {
            int span = windows.span(i);
            int before = windows.before()[i];
            int after = windows.after()[i];
            if (before < 0 || before >= span || after < 0 || after >= span) {
                throw new IllegalArgumentException("pads are " + before + " before and " + after
                        + " after dimension " + i + " of space, expected at least 0 and less than the " + span
                        + " elements that a window spans");
            }
        }
    }

    /** [n, channels, windows…, kernel…]: a view of the padded input. */
    private static Tensor view(Tensor x, Windows windows, double padding) {
        int rank = windows.rank();
        int[] amounts = new int[2 * rank];
        for (int i = 0; i < rank; i++) {
            amounts[2 * i] = windows.before()[rank - 1 - i];
            amounts[2 * i + 1] = windows.after()[rank - 1 - i];
        }
        var view = Arrays.stream(amounts).allMatch(amount -> amount == 0) ? x : x.pad(padding, amounts);
        for (int i = 0; i < rank; i++) {
            view = view.unfold(2 + i, windows.span(i), windows.stride()[i])
                    .slice(-1, 0, Integer.MAX_VALUE, windows.dilation()[i]);
        }
        return view;
    }

    private static int[] last(int rank) {
        return IntStream.rangeClosed(1, rank).map(i -> -i).toArray();
    }

    private static double least(DType dtype) {
        return switch (dtype) {
            case U8 -> 0;
            case I8 -> Byte.MIN_VALUE;
            case I32 -> Integer.MIN_VALUE;
            default -> Double.NEGATIVE_INFINITY;
        };
    }

    private static List<Tensor> max(Call call) {
        var x = call.x();
        var windows = windows(call);
        int rank = windows.rank();
        if (!call.wants(1) && slides(x, windows)) {
            return List.of(Engine.run(new Op.MaxPool(windows.sliding(), Windows.list(windows.kernel())), x));
        }
        var view = view(x, windows, least(x.dtype()));
        if (!call.wants(1)) {
            return List.of(view.amax(false, last(rank)));
        }
        var flat = view.flatten(2 + rank, 1 + 2 * rank);
        var best = flat.argmax(-1, true);
        var places =
                view(places(x, call.flag("storage_order", false)), windows, -1).flatten(2 + rank, 1 + 2 * rank);
        return List.of(
                flat.gather(-1, best).squeeze(-1), places.gather(-1, best).squeeze(-1));
    }

    /** The flat number of each element of a tensor; with its last two dimensions changed in column-major order. */
    private static Tensor places(Tensor x, boolean columns) {
        int[] sizes = x.shape().toArray();
        if (!columns) {
            return Tensor.arange(x.elements()).reshape(x.shape());
        }
        int rank = sizes.length;
        int[] swapped = sizes.clone();
        for (int i = 2; i < rank; i++) {
            swapped[i] = sizes[rank + 1 - i];
        }
        int[] axes = IntStream.range(0, rank).map(i -> i < 2 ? i : rank + 1 - i).toArray();
        return Tensor.arange(x.elements()).reshape(swapped).permute(axes).contiguous();
    }

    /** The mean of what lies within the input, or, if the padding is to be counted, within the input and its padding. */
    private static Tensor average(Call call) {
        var x = call.x();
        var windows = windows(call);
        int rank = windows.rank();
        var ones = Tensor.ones(Shape.of(1, 1).concat(x.shape().slice(2, x.dim())), x.dtype());
        Windows counted = windows;
        if (call.flag("count_include_pad", false)) {
            var asked = Windows.of(call, Convolutions.space(x), windows.kernel());
            int[] behind = new int[rank];
            for (int i = 0; i < rank; i++) {
                ones = ones.pad(1, pads(rank, i, asked.before()[i], asked.after()[i]));
                behind[i] = windows.after()[i] - asked.after()[i];
            }
            counted = new Windows(windows.kernel(), windows.stride(), windows.dilation(), new int[rank], behind);
        }
        return sums(x, windows).div(sums(ones, counted));
    }

    private static Tensor sums(Tensor x, Windows windows) {
        return slides(x, windows)
                ? windows.sliding().sums(x, Windows.list(windows.kernel()))
                : view(x, windows, 0).sum(false, last(windows.rank()));
    }

    /** Whether there are kernels for windows like these. */
    private static boolean slides(Tensor x, Windows windows) {
        return (x.dtype() == DType.F32 || x.dtype() == DType.F64) && windows.rank() >= 1 && windows.rank() <= 3;
    }

    private static int[] pads(int rank, int i, int before, int after) {
        int[] amounts = new int[2 * (rank - i)];
        amounts[amounts.length - 2] = before;
        amounts[amounts.length - 1] = after;
        return amounts;
    }

    private static Tensor norm(Call call) {
        var windows = windows(call);
        return view(call.x(), windows, 0).norm(call.number("p", 2), false, last(windows.rank()));
    }

    /** Elements at the places that a pooling found, zeros elsewhere. */
    private static Tensor unpool(Call call) {
        var x = call.x();
        var windows = Windows.of(
                call, Convolutions.space(x), Objects.requireNonNull(call.wholes("kernel_shape"), "kernel_shape"));
        var sizes = new ArrayList<Integer>(List.of(x.size(0), x.size(1)));
        for (int i = 0; i < windows.rank(); i++) {
            sizes.add((x.size(2 + i) - 1) * windows.stride()[i]
                    + windows.kernel()[i]
                    - windows.before()[i]
                    - windows.after()[i]);
        }
        var shape = Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
        var whole = call.has(2) ? Shape.of(call.wholes(2)) : shape;
        // The places count elements of the tensor that was pooled, whose shape is the smaller one.
        var flat = Tensor.zeros(Shape.of(shape.elements()), x.dtype())
                .scatter(0, call.tensor(1).flatten(), x.flatten())
                .reshape(shape);
        int[] amounts = new int[2 * shape.rank()];
        for (int i = 0; i < shape.rank(); i++) {
            amounts[2 * i + 1] = whole.dim(-1 - i) - shape.dim(-1 - i);
        }
        return flat.pad(0, amounts);
    }
}
