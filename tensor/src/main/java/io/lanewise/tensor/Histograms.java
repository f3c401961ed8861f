package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many elements, or what sum of weights, lies between edges. Nothing here is differentiable. */
public final class Histograms {
    private Histograms() {}

    /**
     * A histogram of one or several dimensions.
     *
     * @param counts of the input's float type, an axis for each dimension
     * @param edges of each dimension's bins, one more than bins
     */
    public record Histogram(Tensor counts, List<Tensor> edges) {}

    /**
     * Edges of bins of one width over the range of x; over 0 to 1 where x is empty, and one wide where all is the same.
     */
    public static Tensor edges(Tensor x, int bins) {
        double low = x.elements() == 0 ? 0 : x.amin().item();
        double high = x.elements() == 0 ? 1 : x.amax().item();
        return low == high
                ? Tensor.linspace(low - 0.5, high + 0.5, bins + 1, x.dtype())
                : Tensor.linspace(low, high, bins + 1, x.dtype());
    }

    /**
     * Counts all elements of x between edges; each bin holds its lower edge, the last one its upper edge too.
     *
     * @param edges ascending [bins + 1]
     * @param weights of x's shape, or null for 1
     * @param density whether the counts are scaled so that their integral is 1
     */
    public static Histogram of(Tensor x, Tensor edges, @Nullable Tensor weights, boolean density) {
        return of(x.reshape(x.elements(), 1), List.of(edges), weights, density);
    }

    /** Counts points, which are the rows of x [..., dimensions], in boxes between the edges of each dimension. */
    public static Histogram of(Tensor x, List<Tensor> edges, @Nullable Tensor weights, boolean density) {
        if (!x.dtype().isFloat() || x.dim() < 1 || x.size(-1) != edges.size()) {
            throw new ShapeException("histogram: expected float points of " + edges.size() + " coordinates, got "
                    + x.dtype() + " " + x.shape());
        }
        int points = x.shape().slice(0, x.dim() - 1).elements();
        var coordinates = x.detach().reshape(points, edges.size());
        var sizes = new int[edges.size()];
        var box = Tensor.zeros(Shape.of(points), DType.I64);
        var inside = Tensor.ones(Shape.of(points), DType.BOOL);
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = edges.get(d).elements() - 1;
            var column = coordinates.select(1, d).contiguous();
            var bin = edges.get(d).searchsorted(column, true).sub(1L);
            var least = edges.get(d).select(0, 0);
            var most = edges.get(d).select(0, sizes[d]);
            bin = column.eq(most).where(Tensor.of((long) sizes[d] - 1).reshape(), bin);
            // Edges that do not ascend, which PyTorch takes too, may find a bin for what is not between the ends.
            inside = inside.logicalAnd(column.ge(least))
                    .logicalAnd(column.le(most))
                    .logicalAnd(bin.ge(0L))
                    .logicalAnd(bin.lt((long) sizes[d]));
            box = box.mul((long) sizes[d]).add(bin);
        }
        var shape = Shape.of(sizes);
        var used = inside.nonzero().reshape(-1);
        var added = weights == null
                ? Tensor.ones(Shape.of(points), x.dtype())
                : weights.detach().reshape(points);
        var counts = Tensor.zeros(Shape.of(shape.elements()), x.dtype())
                .indexAdd(0, box.indexSelect(0, used), added.indexSelect(0, used))
                .reshape(shape);
        return new Histogram(density ? scaled(counts, edges) : counts, List.copyOf(edges));
    }

    private static Tensor scaled(Tensor counts, List<Tensor> edges) {
        var volumes = counts.sum();
        var scaled = counts;
        for (int d = 0; d < edges.size(); d++) {
            var along = new int[edges.size()];
            java.util.Arrays.fill(along, 1);
            along[d] = edges.get(d).elements() - 1;
            scaled = scaled.div(edges.get(d).diff(1, 0, null, null).reshape(along));
        }
        return scaled.div(volumes);
    }

    /** Edges for each coordinate of the points x [..., dimensions], as {@link #edges(Tensor, int)}. */
    public static List<Tensor> edges(Tensor x, int... bins) {
        int points = x.shape().slice(0, x.dim() - 1).elements();
        var coordinates = x.reshape(points, x.size(-1));
        var all = new ArrayList<Tensor>();
        for (int d = 0; d < bins.length; d++) {
            all.add(edges(coordinates.select(1, d), bins[d]));
        }
        return all;
    }

    /**
     * Counts in bins of one width from low to high, what lies outside being left out; over the range of x where they
     * are equal.
     */
    public static Tensor histc(Tensor x, int bins, double low, double high) {
        double from = low;
        double to = high;
        if (low == high && x.elements() > 0) {
            from = x.amin().item();
            to = x.amax().item();
        }
        if (from == to) {
            from -= 1;
            to += 1;
        }
        var values = x.detach().toDoubleArray();
        var counts = new double[bins];
        for (double value : values) {
            if (value >= from && value <= to) {
                int bin = (int) ((value - from) / (to - from) * bins);
                counts[Math.min(bin, bins - 1)]++;
            }
        }
        return Tensor.wrap(counts, DType.F64, Shape.of(bins)).to(x.dtype());
    }
}
