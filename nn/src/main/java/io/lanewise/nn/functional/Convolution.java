package io.lanewise.nn.functional;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Index;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Sliding;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of one to three dimensions, with or without groups, and their transposes. Inputs are [n, channels, …] or
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
        for (int i = 0; i < rank; i++) {
            window.count(i, input.size(i - rank));
        }
        var padding = list(window.padding());
        var windows = new Sliding(list(window.stride()), padding, padding, list(window.dilation()));
        return convolve(input, weight, bias, windows, groups);
    }

    /** {@link #convolve} with as much padding, more at the end, that the output is as large as the input. */
    public static Tensor convolveSame(Tensor input, Tensor weight, @Nullable Tensor bias, int[] dilation, int groups) {
        int rank = dilation.length;
        check("convolve", input, weight, rank, weight.size(1) * groups, groups, weight.size(0));
        var before = new ArrayList<Integer>();
        var after = new ArrayList<Integer>();
        for (int i = 0; i < rank; i++) {
            int total = dilation[i] * (weight.size(2 + i) - 1);
            before.add(total / 2);
            after.add(total - total / 2);
        }
        var windows = new Sliding(Collections.nCopies(rank, 1), before, after, list(dilation));
        return convolve(input, weight, bias, windows, groups);
    }

    private static Tensor convolve(Tensor input, Tensor weight, @Nullable Tensor bias, Sliding windows, int groups) {
        int rank = windows.rank();
        var x = input.dim() == rank + 1 ? input.unsqueeze(0) : input;
        if (!x.dtype().isFloat()) {
            return finish(input, composed(x, weight, windows, groups), bias, rank);
        }
        var op = new Op.Convolution(windows, groups);
        var y = bias == null ? Engine.run(op, x, weight) : Engine.run(op, x, weight, bias);
        return input.dim() == rank + 1 ? y.squeeze(0) : y;
    }

    private static List<Integer> list(int[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
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

    /** Of integers: as a matrix product of the windows' elements. */
    private static Tensor composed(Tensor input, Tensor weight, Sliding windows, int groups) {
        int rank = windows.rank();
        var amounts = new int[2 * rank];
        for (int i = 0; i < rank; i++) {
            amounts[2 * i] = windows.before().get(rank - 1 - i);
            amounts[2 * i + 1] = windows.after().get(rank - 1 - i);
        }
        var x = input.pad(0, amounts);
        var view = x;
        for (int i = 0; i < rank; i++) {
            int step = windows.dilation().get(i);
            int span = step * (weight.size(2 + i) - 1) + 1;
            view = view.unfold(2 + i, span, windows.stride().get(i)).slice(-1, 0, Index.END, step);
        }
        int n = x.size(0);
        int channels = x.size(1) / groups;
        int filters = weight.size(0) / groups;
        var space = view.shape().slice(2, 2 + rank);
        int depth = weight.shape().slice(1, weight.dim()).elements();
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
        var sizes = new ArrayList<Integer>();
        var after = new ArrayList<Integer>();
        for (int i = 0; i < rank; i++) {
            int padding = window.padding()[i];
            int size = (x.size(2 + i) - 1) * window.stride()[i] + window.span(i) - 2 * padding + more[i];
            if (size < 0) {
                throw new ShapeException("transposedConvolution: padding " + padding + " leaves a size of " + size
                        + " of input " + input.shape() + " and weight " + weight.shape());
            }
            sizes.add(size);
            after.add(padding - more[i]);
        }
        var windows = new Sliding(list(window.stride()), list(window.padding()), after, list(window.dilation()));
        var op = new Op.ConvolutionData(windows, groups, sizes);
        if (!x.dtype().isFloat()) {
            // Sums of products of integers are exact in f64 as far as those in i64 do not overflow 53 bits.
            var y = Engine.run(op, weight.to(DType.F64), x.to(DType.F64));
            return finish(input, y.to(DType.I64).to(x.dtype()), bias, rank);
        }
        return finish(input, Engine.run(op, weight, x), bias, rank);
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
