package io.lanewise.nn.functional;

import io.lanewise.tensor.Index;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of any number of dimensions, as matrix products of the windows' elements. Inputs are [n, channels, …] or
 * [channels, …].
 */
public final class Convolution {
    private Convolution() {}

    /**
     * For each window and filter the sum of products of their elements, plus the filter's bias.
     *
     * @param weight [filters, channels / groups, kernel…]
     * @param bias [filters], or null
     * @param window the kernel's sizes are the weight's
     * @param groups into how many parts channels and filters are divided that have nothing to do with each other
     */
    public static Tensor convolve(Tensor input, Tensor weight, @Nullable Tensor bias, Window window, int groups) {
        int rank = window.rank();
        check("convolve", input, weight, rank, weight.size(1) * groups, groups, weight.size(0));
        var x = input.dim() == rank + 1 ? input.unsqueeze(0) : input;
        var amounts = new int[2 * rank];
        for (int i = 0; i < 2 * rank; i++) {
            amounts[i] = window.padding()[rank - 1 - i / 2];
        }
        return finish(input, valid(x.pad(0, amounts), weight, window, groups), bias, rank);
    }

    /** {@link #convolve} with as much padding, more at the end, that the output is as large as the input. */
    public static Tensor convolveSame(Tensor input, Tensor weight, @Nullable Tensor bias, int[] dilation, int groups) {
        int rank = dilation.length;
        check("convolve", input, weight, rank, weight.size(1) * groups, groups, weight.size(0));
        var x = input.dim() == rank + 1 ? input.unsqueeze(0) : input;
        var amounts = new int[2 * rank];
        var ones = new int[rank];
        Arrays.fill(ones, 1);
        for (int i = 0; i < rank; i++) {
            int total = dilation[i] * (weight.size(2 + i) - 1);
            amounts[2 * (rank - 1 - i)] = total / 2;
            amounts[2 * (rank - 1 - i) + 1] = total - total / 2;
        }
        var window = new Window(kernel(weight), ones, new int[rank], dilation, false);
        return finish(input, valid(x.pad(0, amounts), weight, window, groups), bias, rank);
    }

    /** The sizes of a weight's kernel. */
    public static int[] kernel(Tensor weight) {
        return weight.shape().slice(2, weight.dim()).toArray();
    }

    private static void check(
            String operation, Tensor input, Tensor weight, int rank, int channels, int groups, int filters) {
        boolean ranks = weight.dim() == rank + 2 && (input.dim() == rank + 2 || input.dim() == rank + 1);
        if (!ranks || groups < 1 || filters % groups != 0 || input.size(-rank - 1) != channels) {
            throw new ShapeException(operation + ": input " + input.shape() + " and weight " + weight.shape() + " with "
                    + groups + " groups do not match: expected " + channels + " channels and " + rank
                    + " dimensions of space");
        }
    }

    private static Tensor finish(Tensor input, Tensor output, @Nullable Tensor bias, int rank) {
        var y = output;
        if (bias != null) {
            var sizes = new int[rank + 1];
            Arrays.fill(sizes, 1);
            sizes[0] = bias.elements();
            y = y.add(bias.reshape(sizes));
        }
        return input.dim() == rank + 1 ? y.squeeze(0) : y;
    }

    /** [n, channels, …] to the view [n, channels, windows…, kernel…], without padding. */
    private static Tensor windows(Tensor x, Window window) {
        var view = x;
        for (int i = 0; i < window.rank(); i++) {
            view = view.unfold(2 + i, window.span(i), window.stride()[i]).slice(-1, 0, Index.END, window.dilation()[i]);
        }
        return view;
    }

    private static Tensor valid(Tensor x, Tensor weight, Window window, int groups) {
        int rank = window.rank();
        var view = windows(x, window);
        int n = x.size(0);
        int channels = x.size(1) / groups;
        int filters = weight.size(0) / groups;
        var space = view.shape().slice(2, 2 + rank);
        int depth = channels * window.kernelElements();
        // [n, groups, windows, channels · kernel] x [groups, channels · kernel, filters]
        var grouped = view.unflatten(1, groups, channels);
        var order = IntStream.concat(
                        IntStream.concat(IntStream.of(0, 1), IntStream.range(3, 3 + rank)),
                        IntStream.concat(IntStream.of(2), IntStream.range(3 + rank, 3 + 2 * rank)))
                .toArray();
        var columns = grouped.permute(order).reshape(n, groups, space.elements(), depth);
        var filter = weight.reshape(groups, filters, depth).mT();
        var product = columns.matmul(filter);
        return product.mT().reshape(Shape.of(n, groups * filters).concat(space));
    }

    /**
     * The transpose of {@link #convolve}: every element of the input spreads over a window of the output.
     *
     * @param weight [channels, filters / groups, kernel…]
     * @param more how much the output is larger at its end than the smallest one that has such an input
     */
    public static Tensor transposed(
            Tensor input, Tensor weight, @Nullable Tensor bias, Window window, int[] more, int groups) {
        int rank = window.rank();
        check("transposedConvolution", input, weight, rank, weight.size(0), groups, weight.size(0));
        var x = input.dim() == rank + 1 ? input.unsqueeze(0) : input;
        var amounts = new int[2 * rank];
        for (int i = 0; i < rank; i++) {
            x = spread(x, 2 + i, window.stride()[i]);
            int reach = window.span(i) - 1 - window.padding()[i];
            amounts[2 * (rank - 1 - i)] = reach;
            amounts[2 * (rank - 1 - i) + 1] = reach + more[i];
        }
        // The same sums seen from the output: a plain convolution with the kernel turned around.
        var turned = weight.unflatten(0, groups, weight.size(0) / groups)
                .transpose(1, 2)
                .flatten(0, 1)
                .flip(IntStream.range(2, 2 + rank).toArray());
        var ones = new int[rank];
        Arrays.fill(ones, 1);
        var step = new Window(window.kernel(), ones, new int[rank], window.dilation(), false);
        return finish(input, valid(x.pad(0, amounts), turned, step, groups), bias, rank);
    }

    /** Zeros put between the elements of an axis, so that they are {@code step} apart. */
    private static Tensor spread(Tensor x, int axis, int step) {
        if (step == 1 || x.size(axis) == 0) {
            return x;
        }
        var zeros = Tensor.zeros(x.shape().insert(axis + 1, step - 1), x.dtype());
        var joined = Tensor.cat(java.util.List.of(x.unsqueeze(axis + 1), zeros), axis + 1);
        return joined.flatten(axis, axis + 1).narrow(axis, 0, (x.size(axis) - 1) * step + 1);
    }

    /** The windows' elements as columns: [n, channels, …] gives [n, channels · kernel, windows]. */
    public static Tensor unfold(Tensor input, Window window) {
        int rank = window.rank();
        if (input.dim() != rank + 2 && input.dim() != rank + 1) {
            throw new ShapeException("unfold: windows of " + rank + " dimensions over " + input.shape());
        }
        var x = input.dim() == rank + 1 ? input.unsqueeze(0) : input;
        var amounts = new int[2 * rank];
        for (int i = 0; i < 2 * rank; i++) {
            amounts[i] = window.padding()[rank - 1 - i / 2];
        }
        var view = windows(x.pad(0, amounts), window);
        int count = view.shape().slice(2, 2 + rank).elements();
        var order = IntStream.concat(
                        IntStream.concat(IntStream.of(0, 1), IntStream.range(2 + rank, 2 + 2 * rank)),
                        IntStream.range(2, 2 + rank))
                .toArray();
        var columns = view.permute(order).reshape(x.size(0), x.size(1) * window.kernelElements(), count);
        return input.dim() == rank + 1 ? columns.squeeze(0) : columns;
    }
}
