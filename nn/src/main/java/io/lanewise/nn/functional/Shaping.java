package io.lanewise.nn.functional;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Fold;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Gates, encodings, padding, and the exchange of channels and space. */
public final class Shaping {
    private Shaping() {}

    /** What stands beyond a tensor's ends. */
    public enum PadMode {
        /** The elements mirrored at the outermost ones, which are not repeated. */
        REFLECT,
        /** The outermost elements. */
        REPLICATE,
        /** The elements from the other end. */
        CIRCULAR
    }

    /** Padding before and after the last dimension, then the one before it, and so on. */
    public static Tensor pad(Tensor x, PadMode mode, int... amounts) {
        if (amounts.length % 2 != 0 || amounts.length / 2 > x.dim()) {
            throw new ShapeException("pad: " + amounts.length + " amounts for " + x.shape());
        }
        var y = x;
        for (int i = 0; i < amounts.length / 2; i++) {
            int axis = x.dim() - 1 - i;
            y = y.indexSelect(axis, Tensor.of(places(x.size(axis), amounts[2 * i], amounts[2 * i + 1], mode)));
        }
        return y;
    }

    private static long[] places(int size, int before, int after, PadMode mode) {
        boolean fits = mode != PadMode.REFLECT || Math.max(before, after) < size;
        if (!fits || size == 0 && Math.max(before, after) > 0) {
            throw new ShapeException("pad: " + mode + " of " + before + " and " + after + " around size " + size);
        }
        // Negative amounts cut: what is then repeated are the elements that are left.
        int first = Math.max(-before, 0);
        int left = size - first - Math.max(-after, 0);
        return LongStream.range(-before, size + after)
                .map(i -> switch (mode) {
                    case REFLECT -> i < 0 ? -i : i >= size ? 2L * (size - 1) - i : i;
                    case REPLICATE -> Math.clamp(i, 0, size - 1);
                    case CIRCULAR -> first + Math.floorMod(i - first, (long) left);
                })
                .toArray();
    }

    /** a·sigmoid(b), where a and b are the halves of x along an axis (Dauphin et al. 2016, arXiv:1612.08083). */
    public static Tensor glu(Tensor x, int axis) {
        int size = x.size(axis);
        if (size % 2 != 0) {
            throw new ShapeException("glu: size " + size + " of dimension " + axis + " of " + x.shape() + " is odd");
        }
        return x.narrow(axis, 0, size / 2)
                .mul(x.narrow(axis, size / 2, size / 2).sigmoid());
    }

    /** x above 0, else weight·x; the weight is one number, or one for each channel, which is the second axis. */
    public static Tensor prelu(Tensor x, Tensor weight) {
        var slope = weight;
        if (weight.elements() > 1) {
            var sizes = new int[x.dim()];
            Arrays.fill(sizes, 1);
            sizes[1] = weight.elements();
            slope = weight.reshape(sizes);
        } else if (weight.dim() > 0) {
            slope = weight.reshape();
        }
        return x.gt(0L).where(x, slope.mul(x));
    }

    /** softmax(−x) along an axis. */
    public static Tensor softmin(Tensor x, int axis) {
        return x.neg().softmax(axis);
    }

    /** For each class [...] a row with 1 at it: i64 [..., classes]. */
    public static Tensor oneHot(Tensor classes, int count) {
        return classes.unsqueeze(-1).eq(Tensor.arange(count)).to(DType.I64);
    }

    /** {@link #oneHot(Tensor, int)} for as many classes as the greatest one needs. */
    public static Tensor oneHot(Tensor classes) {
        return oneHot(classes, (int) classes.amax().itemLong() + 1);
    }

    /** [..., c·r², h, w] to [..., c, h·r, w·r] (Shi et al. 2016, arXiv:1609.05158). */
    public static Tensor pixelShuffle(Tensor x, int r) {
        int channels = x.size(-3) / (r * r);
        var lead = x.shape().slice(0, x.dim() - 3);
        int at = lead.rank();
        var split = x.reshape(lead.concat(Shape.of(channels, r, r, x.size(-2), x.size(-1))));
        return split.permute(order(at, 0, 3, 1, 4, 2))
                .reshape(lead.concat(Shape.of(channels, x.size(-2) * r, x.size(-1) * r)));
    }

    /** The inverse of {@link #pixelShuffle}. */
    public static Tensor pixelUnshuffle(Tensor x, int r) {
        int height = x.size(-2) / r;
        int width = x.size(-1) / r;
        var lead = x.shape().slice(0, x.dim() - 3);
        int at = lead.rank();
        var split = x.reshape(lead.concat(Shape.of(x.size(-3), height, r, width, r)));
        return split.permute(order(at, 0, 2, 4, 1, 3))
                .reshape(lead.concat(Shape.of(x.size(-3) * r * r, height, width)));
    }

    private static int[] order(int lead, int... rest) {
        return IntStream.concat(IntStream.range(0, lead), Arrays.stream(rest).map(axis -> axis + lead))
                .toArray();
    }

    /** Σ x[i]·weight[o][i][j]·y[j] + bias[o] along the last axis of both. */
    public static Tensor bilinear(Tensor x, Tensor y, Tensor weight, @Nullable Tensor bias) {
        var lead = x.shape().slice(0, x.dim() - 1);
        int rows = lead.elements();
        var left = x.reshape(rows, 1, x.size(-1));
        var right = y.reshape(rows, 1, y.size(-1));
        // [rows, 1, i] x [o, i, j] = [o, rows, j], times y, summed over j.
        var half = left.reshape(1, rows, x.size(-1))
                .expand(weight.size(0), rows, x.size(-1))
                .matmul(weight);
        var out = half.mul(right.reshape(1, rows, y.size(-1))).sum(-1).t();
        out = out.reshape(lead.concat(Shape.of(weight.size(0))));
        return bias == null ? out : out.add(bias);
    }

    /** How the rows of a bag become one. */
    public enum BagMode {
        SUM,
        MEAN,
        MAX
    }

    /**
     * Sums, means or maxima of rows of a table.
     *
     * @param indices which rows: [n]
     * @param offsets where in the indices each bag begins: [bags]
     * @param weights a factor for each index, only with {@link BagMode#SUM}, or null
     * @param padding rows of this index do not count; −1 for none
     */
    public static Tensor embeddingBag(
            Tensor table, Tensor indices, Tensor offsets, BagMode mode, @Nullable Tensor weights, int padding) {
        int bags = offsets.elements();
        // Every offset begins a new bag: the bag of an index is the number of offsets up to it, less one.
        var bag = offsets.searchsorted(Tensor.arange(indices.elements()).to(offsets.dtype()), true)
                .sub(1L);
        var counted = indices.ne((long) padding).nonzero().reshape(-1);
        var used = bag.indexSelect(0, counted);
        var rows = table.indexSelect(0, indices.indexSelect(0, counted));
        if (weights != null) {
            rows = rows.mul(weights.indexSelect(0, counted).unsqueeze(1));
        }
        var zeros = Tensor.zeros(Shape.of(bags, table.size(1)), table.dtype());
        if (mode == BagMode.MAX) {
            return zeros.indexReduce(0, used, rows, Fold.AMAX, false);
        }
        var sums = zeros.indexAdd(0, used, rows);
        if (mode == BagMode.SUM) {
            return sums;
        }
        var counts = used.bincount(bags).clampMin(1).to(table.dtype());
        return sums.div(counts.unsqueeze(1));
    }

    /** Bags of equal size: indices [bags, n]. */
    public static Tensor embeddingBag(
            Tensor table, Tensor indices, BagMode mode, @Nullable Tensor weights, int padding) {
        var starts = Tensor.arange(0, indices.elements(), Math.max(indices.size(1), 1), DType.I64);
        return embeddingBag(
                table, indices.flatten(), starts, mode, weights == null ? null : weights.flatten(), padding);
    }
}
