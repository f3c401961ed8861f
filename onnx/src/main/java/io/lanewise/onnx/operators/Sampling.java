package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements at places between those of a grid. */
final class Sampling {
    private static final double CUBIC = -0.75;

    private Sampling() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "GridSample" -> Operator.one(Sampling::gridSample);
            case "AffineGrid" -> Operator.one(AffineGrid::grid);
            default -> null;
        };
    }

    /** A place's neighbour along an axis: its number, and how much it weighs. */
    private record Tap(Tensor place, @Nullable Tensor weight) {}

    /** Inputs x [n, channels, space…] and places [n, out…, rank] from -1 to 1, the last axis of space first. */
    private static Tensor gridSample(Call call) {
        var x = call.x();
        var grid = call.tensor(1);
        int rank = x.dim() - 2;
        var mode = call.text("mode", "linear").replaceFirst("^bi", "");
        boolean corners = call.flag("align_corners", false);
        var padding = call.text("padding_mode", "zeros");
        var axes = new ArrayList<List<Tap>>();
        for (int d = 0; d < rank; d++) {
            int size = x.size(2 + d);
            var place = grid.select(-1, rank - 1 - d).flatten(1, -1);
            var at = corners
                    ? place.add(1.0).mul((size - 1) / 2.0)
                    : place.add(1.0).mul(size).sub(1.0).div(2.0);
            if (!mode.equals("cubic")) {
                at = padded(at, size, padding, corners);
            }
            axes.add(taps(at, mode));
        }
        var sum = sum(x, axes, padding, corners, 0, null, null);
        int[] out = grid.shape().slice(1, grid.dim() - 1).toArray();
        return sum.reshape(Shape.of(x.size(0), x.size(1)).concat(Shape.of(out)));
    }

    private static List<Tap> taps(Tensor at, String mode) {
        return switch (mode) {
            case "nearest" -> List.of(new Tap(at.round(), null));
            case "linear" -> {
                var low = at.floor();
                var part = at.sub(low);
                yield List.of(new Tap(low, part.rsub(1)), new Tap(low.add(1.0), part));
            }
            case "cubic" -> {
                var low = at.floor();
                var part = at.sub(low);
                yield List.of(
                        new Tap(low.sub(1.0), far(part.add(1.0))),
                        new Tap(low, near(part)),
                        new Tap(low.add(1.0), near(part.rsub(1))),
                        new Tap(low.add(2.0), far(part.rsub(2))));
            }
            default -> throw new IllegalArgumentException("mode is '" + mode + "', expected linear, nearest or cubic");
        };
    }

    /** Keys' cubic weight at a distance up to 1. */
    private static Tensor near(Tensor x) {
        return x.mul(CUBIC + 2).sub(CUBIC + 3).mul(x).mul(x).add(1.0);
    }

    /** Keys' cubic weight at a distance from 1 to 2. */
    private static Tensor far(Tensor x) {
        return x.mul(CUBIC).sub(5 * CUBIC).mul(x).add(8 * CUBIC).mul(x).sub(4 * CUBIC);
    }

    private static Tensor padded(Tensor at, int size, String padding, boolean corners) {
        return switch (padding) {
            case "zeros" -> at;
            case "border" -> at.clamp(0, size - 1.0);
            case "reflection" -> reflected(at, size, corners).clamp(0, size - 1.0);
            default ->
                throw new IllegalArgumentException(
                        "padding_mode is '" + padding + "', expected zeros, border or reflection");
        };
    }

    /** Mirrored at the first and last element, or half an element beyond them. */
    private static Tensor reflected(Tensor at, int size, boolean corners) {
        double low = corners ? 0 : -0.5;
        double span = corners ? size - 1.0 : size;
        if (span == 0) {
            return at.mul(0.0);
        }
        var distance = at.sub(low).abs();
        var rest = distance.remainder(Tensor.scalar(2 * span, at.dtype()));
        return rest.gt(span).where(rest.rsub(2 * span), rest).add(low);
    }

    /** The sum over the taps of axis d and those behind it, of elements whose flat place and weight are begun. */
    private static Tensor sum(
            Tensor x,
            List<List<Tap>> axes,
            String padding,
            boolean corners,
            int d,
            @Nullable Tensor flat,
            @Nullable Tensor weight) {
        if (d == axes.size()) {
            return taken(x, flat, weight);
        }
        int size = x.size(2 + d);
        Tensor sum = null;
        for (var tap : axes.get(d)) {
            var at = padding.equals("zeros") ? tap.place() : padded(tap.place(), size, padding, corners);
            var inside = at.ge(0.0).logicalAnd(at.le(size - 1.0));
            var place = at.clamp(0, size - 1.0).to(DType.I64);
            var placed = flat == null ? place : flat.mul((long) size).add(place);
            var weighed = inside.to(x.dtype());
            weighed = tap.weight() == null ? weighed : weighed.mul(tap.weight().to(x.dtype()));
            weighed = weight == null ? weighed : weighed.mul(weight);
            var part = sum(x, axes, padding, corners, d + 1, placed, weighed);
            sum = sum == null ? part : sum.add(part);
        }
        if (sum == null) {
            throw new IllegalArgumentException("x " + x.shape() + " has no dimensions of space");
        }
        return sum;
    }

    /** Elements [n, channels, out] at flat places [n, out], times weights [n, out]. */
    private static Tensor taken(Tensor x, @Nullable Tensor flat, @Nullable Tensor weight) {
        if (flat == null || weight == null) {
            throw new IllegalArgumentException("x " + x.shape() + " has no dimensions of space");
        }
        var planes = x.flatten(2, x.dim() - 1);
        var index = flat.unsqueeze(1).expand(x.size(0), x.size(1), flat.size(1));
        return planes.gather(2, index).mul(weight.unsqueeze(1));
    }
}
