package io.lanewise.nn.functional;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Sliding;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.ValuesAndIndices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Windows reduced to a number each, over the last dimensions of a tensor; all dimensions before are batches. */
public final class Pooling {
    private Pooling() {}

    /**
     * The greatest element of each window, and where it stands: its index in row-major order of the dimensions that the
     * windows move over.
     */
    public static ValuesAndIndices max(Tensor x, Window window) {
        var sliding = checkedMax(x, window);
        if (isComposed(x)) {
            return composed(x, window);
        }
        var kernel = list(window.kernel());
        return new ValuesAndIndices(
                Engine.run(new Op.MaxPool(sliding, kernel), x), Engine.run(new Op.MaxPoolIndices(sliding, kernel), x));
    }

    /** The greatest element of each window alone. */
    public static Tensor maxValues(Tensor x, Window window) {
        var sliding = checkedMax(x, window);
        return isComposed(x)
                ? composed(x, window).values()
                : Engine.run(new Op.MaxPool(sliding, list(window.kernel())), x);
    }

    private static boolean isComposed(Tensor x) {
        return x.dtype() != DType.F32 && x.dtype() != DType.F64;
    }

    private static Sliding checkedMax(Tensor x, Window window) {
        check("maxPool", x, window.rank());
        for (int i = 0; i < window.rank(); i++) {
            if (2 * window.padding()[i] > window.kernel()[i]) {
                throw new IllegalArgumentException("maxPool: padding " + window.padding()[i]
                        + " is more than half of the kernel " + window.kernel()[i]);
            }
        }
        return sliding(x, window);
    }

    private static Sliding sliding(Tensor x, Window window) {
        var after = new ArrayList<Integer>();
        for (int i = 0; i < window.rank(); i++) {
            int size = x.size(i - window.rank());
            after.add(window.start(i, window.count(i, size) - 1) + window.span(i) - size);
        }
        return new Sliding(list(window.stride()), list(window.padding()), after, list(window.dilation()));
    }

    private static List<Integer> list(int[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    private static ValuesAndIndices composed(Tensor x, Window window) {
        var places = new ArrayList<Places>();
        for (int i = 0; i < window.rank(); i++) {
            places.add(Places.of(window, i, x.size(i - window.rank())));
        }
        return max(x, places);
    }

    /** The greatest elements of so many windows in each dimension, which cover it. */
    public static ValuesAndIndices adaptiveMax(Tensor x, int... counts) {
        check("adaptiveMaxPool", x, counts.length);
        return max(x, adaptive(x, counts));
    }

    private static List<Places> adaptive(Tensor x, int... counts) {
        var places = new ArrayList<Places>();
        for (int i = 0; i < counts.length; i++) {
            places.add(Places.adaptive(x.size(i - counts.length), counts[i]));
        }
        return places;
    }

    private static void check(String operation, Tensor x, int rank) {
        if (x.dim() < rank) {
            throw new ShapeException(operation + ": windows of " + rank + " dimensions over " + x.shape());
        }
    }

    /** From the last axis to the first, so that of equal elements the first in row-major order is taken. */
    private static ValuesAndIndices max(Tensor x, List<Places> places) {
        int rank = places.size();
        var moved = x.shape().slice(x.dim() - rank, x.dim());
        var values = x;
        var indices = Tensor.arange(moved.elements()).reshape(moved).expand(x.shape());
        for (int i = rank - 1; i >= 0; i--) {
            int axis = x.dim() - rank + i;
            var of = places.get(i);
            var table = of.table();
            var windows = values.indexSelect(axis, table).unflatten(axis, of.of().length, of.longest());
            var best = windows.max(axis + 1, true);
            indices = indices.indexSelect(axis, table)
                    .unflatten(axis, of.of().length, of.longest())
                    .gather(axis + 1, best.indices())
                    .squeeze(axis + 1);
            values = best.values().squeeze(axis + 1);
        }
        return new ValuesAndIndices(values, indices);
    }

    /**
     * The mean of each window.
     *
     * @param countPadding whether the padding counts as zeros, or not at all
     * @param divisor what sums are divided by; 0 for the number of elements that count
     */
    public static Tensor average(Tensor x, Window window, boolean countPadding, int divisor) {
        check("averagePool", x, window.rank());
        int rank = window.rank();
        var sums = sums(x, window);
        var counts = Tensor.ones(Shape.SCALAR, x.dtype());
        for (int i = 0; i < rank; i++) {
            int size = x.size(i - rank);
            var places = Places.of(window, i, size);
            var here = countPadding ? paddedCounts(window, i, size) : places.counts();
            counts = counts.unsqueeze(-1).mul(Tensor.of(here).to(x.dtype()));
        }
        var by = divisor == 0 ? counts : Tensor.scalar(divisor, x.dtype());
        return x.dtype().isFloat() ? sums.div(by) : sums.truncDivide(by);
    }

    private static Tensor sums(Tensor x, Window window) {
        int rank = window.rank();
        if (!isComposed(x) && rank >= 1 && rank <= 3) {
            return sliding(x, window).sums(x, list(window.kernel()));
        }
        var sums = x;
        for (int i = 0; i < rank; i++) {
            int axis = i - rank;
            sums = along(sums, axis, Places.of(window, i, x.size(axis)).membership(x.dtype()));
        }
        return sums;
    }

    /** x times a matrix [size, n] along an axis. */
    static Tensor along(Tensor x, int axis, Tensor matrix) {
        return axis == -1
                ? x.matmul(matrix)
                : x.moveaxis(axis, -1).matmul(matrix).moveaxis(-1, axis);
    }

    private static double[] paddedCounts(Window window, int i, int size) {
        var counts = new double[window.count(i, size)];
        for (int w = 0; w < counts.length; w++) {
            int end = Math.min(window.start(i, w) + window.kernel()[i], size + window.padding()[i]);
            counts[w] = end - window.start(i, w);
        }
        return counts;
    }

    /** The means of so many windows in each dimension, which cover it. */
    public static Tensor adaptiveAverage(Tensor x, int... counts) {
        check("adaptiveAveragePool", x, counts.length);
        if (!x.dtype().isFloat()) {
            throw new DTypeException("adaptiveAveragePool: expected a float tensor, not " + x.dtype());
        }
        if (counts.length > 0 && Arrays.stream(counts).allMatch(count -> count == 1)) {
            return x.mean(true, IntStream.range(-counts.length, 0).toArray());
        }
        var y = x;
        var places = adaptive(x, counts);
        for (int i = 0; i < counts.length; i++) {
            var members = places.get(i).membership(DType.F64);
            var means = members.div(Tensor.of(places.get(i).counts())).to(x.dtype());
            y = along(y, i - counts.length, means);
        }
        return y;
    }

    /** Zeros of so many elements in the last dimensions, with values at the indices that {@link #max} gave. */
    public static Tensor maxUnpool(Tensor values, Tensor indices, int... sizes) {
        check("maxUnpool", values, sizes.length);
        var lead = values.shape().slice(0, values.dim() - sizes.length);
        var moved = Shape.of(sizes);
        int flat = lead.rank();
        int windows = values.shape().slice(flat, values.dim()).elements();
        return Tensor.zeros(lead.concat(Shape.of(moved.elements())), values.dtype())
                .scatter(
                        flat,
                        indices.reshape(lead.concat(Shape.of(windows))),
                        values.reshape(lead.concat(Shape.of(windows))))
                .reshape(lead.concat(moved));
    }
}
