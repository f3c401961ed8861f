package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Convolution whose windows look at places beside their own, given for each. Dai et al., "Deformable Convolutional
 * Networks", 2017; Zhu et al., "Deformable ConvNets v2", 2019.
 */
final class DeformableConvolution {
    private final Tensor x;
    private final int groups;
    private final Windows windows;
    private final int rows;
    private final int columns;

    private DeformableConvolution(Tensor x, int groups, Windows windows, int rows, int columns) {
        this.x = x;
        this.groups = groups;
        this.windows = windows;
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * Inputs x [n, channels, height, width], w [filters, channels / group, kernel…], offsets [n, offset groups x kernel x 2,
     * rows, columns], down then across, a bias [filters], and weights of the samples [n, offset groups x kernel, rows,
     * columns].
     */
    static Tensor convolve(Call call) {
        var x = call.x();
        var w = call.tensor(1);
        var offsets = call.tensor(2);
        int groups = call.whole("group", 1);
        int offsetGroups = call.whole("offset_group", 1);
        if (x.dim() != 4 || w.dim() != 4 || offsets.dim() != 4) {
            throw new IllegalArgumentException("x " + x.shape() + ", w " + w.shape() + " and offsets " + offsets.shape()
                    + "; expected two dimensions of space");
        }
        int taps = w.size(2) * w.size(3);
        if (groups < 1
                || offsetGroups < 1
                || x.size(1) != w.size(1) * groups
                || w.size(0) % groups != 0
                || x.size(1) % offsetGroups != 0
                || offsets.size(1) != 2 * offsetGroups * taps) {
            throw new IllegalArgumentException("x " + x.shape() + ", w " + w.shape() + " and offsets " + offsets.shape()
                    + " with " + groups + " groups and " + offsetGroups + " groups of offsets do not match");
        }
        var windows = Windows.of(call, Convolutions.space(x), new int[] {w.size(2), w.size(3)});
        var run = new DeformableConvolution(x, offsetGroups, windows, offsets.size(2), offsets.size(3));
        var samples = run.samples(offsets, call.optional(4));
        int count = run.rows * run.columns;
        var patches = samples.reshape(x.size(0), groups, w.size(1) * taps, count);
        var weights = w.reshape(groups, w.size(0) / groups, w.size(1) * taps);
        var y = weights.matmul(patches).reshape(x.size(0), w.size(0), run.rows, run.columns);
        return call.has(3) ? y.add(Normalizations.perChannel(call.tensor(3), 4)) : y;
    }

    /** What each element of each window sees, [n, channels, taps, rows x columns]. */
    private Tensor samples(Tensor offsets, @Nullable Tensor mask) {
        int n = x.size(0);
        int taps = windows.kernel()[0] * windows.kernel()[1];
        int count = rows * columns;
        var moved = offsets.reshape(n, groups, taps, 2, count);
        var parts = new ArrayList<Tensor>();
        for (int tap = 0; tap < taps; tap++) {
            var here = moved.select(2, tap);
            var down =
                    here.select(2, 0).add(starts(0, tap / windows.kernel()[1]).to(x.dtype()));
            var across =
                    here.select(2, 1).add(starts(1, tap % windows.kernel()[1]).to(x.dtype()));
            var seen = sampled(down, across);
            if (mask != null) {
                var weight = mask.reshape(n, groups, taps, count).select(2, tap);
                seen = seen.mul(weight.unsqueeze(2));
            }
            parts.add(seen.reshape(n, x.size(1), count));
        }
        return Tensor.stack(parts, 2);
    }

    /** Where an element of each window is along an axis before it is moved, [rows x columns]. */
    private Tensor starts(int axis, int element) {
        var starts = new double[rows * columns];
        for (int i = 0; i < starts.length; i++) {
            int window = axis == 0 ? i / columns : i % columns;
            starts[i] = (double) window * windows.stride()[axis]
                    - windows.before()[axis]
                    + element * windows.dilation()[axis];
        }
        return Tensor.of(starts);
    }

    /** Bilinear between the elements around places [n, groups, count]; what is outside is 0. */
    private Tensor sampled(Tensor down, Tensor across) {
        int height = x.size(2);
        int width = x.size(3);
        var planes = x.reshape(x.size(0), groups, x.size(1) / groups, height * width);
        var shape = Shape.of(x.size(0), groups, x.size(1) / groups, down.size(2));
        Tensor sum = null;
        for (var row : taps(down, height)) {
            for (var column : taps(across, width)) {
                var index = row.place()
                        .mul((long) width)
                        .add(column.place())
                        .unsqueeze(2)
                        .expand(shape);
                var weight = row.weight().mul(column.weight()).unsqueeze(2);
                var part = planes.gather(3, index).mul(weight);
                sum = sum == null ? part : sum.add(part);
            }
        }
        return Objects.requireNonNull(sum);
    }

    /** A neighbour of places along an axis, and how much it weighs. */
    private record Tap(Tensor place, Tensor weight) {}

    private static List<Tap> taps(Tensor at, int size) {
        var low = at.floor();
        var part = at.sub(low);
        return List.of(tap(low, part.rsub(1), size), tap(low.add(1.0), part, size));
    }

    private static Tap tap(Tensor place, Tensor weight, int size) {
        var inside = place.ge(0.0).logicalAnd(place.le(size - 1.0)).to(weight.dtype());
        return new Tap(place.clamp(0, size - 1.0).to(DType.I64), weight.mul(inside));
    }
}
