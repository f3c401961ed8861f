package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.List;

/** Elements at places between those of an image, for transformers of space (Jaderberg et al. 2015). */
public final class Sampling {
    /** The slope of Keys' cubic (Keys 1981) that PyTorch has. */
    private static final double CUBIC = -0.75;

    private Sampling() {}

    /** How a value between elements is found. */
    public enum Mode {
        /** The nearest element, the even one of two; its place has no gradient. */
        NEAREST,
        /** On the line between the two neighbours of each axis: PyTorch's bilinear, and trilinear. */
        LINEAR,
        /** On Keys' cubic through four neighbours of each axis, with −0.75 as its slope: PyTorch's bicubic. */
        CUBIC
    }

    /** What stands at places outside. */
    public enum Padding {
        ZEROS,
        /** The nearest element inside. */
        BORDER,
        /** The image mirrored, at the centres of its outermost elements or at their edges, as often as needed. */
        REFLECTION
    }

    /** An element that counts in a result: its number along an axis or among all elements, and its weight. */
    private record Tap(Tensor place, Tensor weight) {}

    /**
     * The elements of x [n, channels, space…] at the places of a grid [n, out…, rank]: [n, channels, out…]. A place has a
     * coordinate for each axis of space, that of the last axis first, from −1 to 1 over the image.
     *
     * @param alignCorners whether −1 and 1 are the centres of the outermost elements, and not their outer edges
     */
    public static Tensor gridSample(Tensor x, Tensor grid, Mode mode, Padding padding, boolean alignCorners) {
        int rank = x.dim() - 2;
        if (rank < 1 || grid.dim() != x.dim() || grid.size(0) != x.size(0) || grid.size(-1) != rank) {
            throw new ShapeException("gridSample: x " + x.shape() + " and a grid " + grid.shape()
                    + " do not match; expected [n, channels, space...] and [n, out..., axes of space]");
        }
        if (!grid.dtype().isFloat() || x.shape().slice(2, x.dim()).elements() == 0) {
            throw new ShapeException("gridSample: expected a float grid and elements to take from, got a grid of "
                    + grid.dtype() + " and x " + x.shape());
        }
        List<Tap> taps = List.of();
        for (int axis = 2; axis < x.dim(); axis++) {
            var places = grid.select(-1, x.dim() - 1 - axis).flatten(1, -1);
            var along = taps(places, x.size(axis), mode, padding, alignCorners);
            taps = axis == 2 ? along : combined(taps, along, x.size(axis));
        }
        var outer = Shape.of(x.size(0), x.size(1));
        return sum(x.flatten(2, -1), taps).reshape(outer.concat(grid.shape().slice(1, grid.dim() - 1)));
    }

    /** The elements along one axis that count at places [n, out]. */
    private static List<Tap> taps(Tensor places, int size, Mode mode, Padding padding, boolean corners) {
        var exact = corners
                ? places.add(1.0).mul((size - 1) / 2.0)
                : places.add(1.0).mul(size).sub(1.0).mul(0.5);
        // A cubic's neighbours are padded one by one, and it runs on through the border.
        var at = mode == Mode.CUBIC ? exact : padded(exact, size, padding, corners);
        var low = at.floor();
        var part = at.sub(low);
        var taps =
                switch (mode) {
                    case NEAREST -> List.of(new Tap(at.round(), Tensor.ones(at.shape(), at.dtype())));
                    case LINEAR -> List.of(new Tap(low, part.rsub(1)), new Tap(low.add(1.0), part));
                    case CUBIC ->
                        List.of(
                                new Tap(padded(low.sub(1.0), size, padding, corners), far(part.add(1.0))),
                                new Tap(padded(low, size, padding, corners), near(part)),
                                new Tap(padded(low.add(1.0), size, padding, corners), near(part.rsub(1))),
                                new Tap(padded(low.add(2.0), size, padding, corners), far(part.rsub(2))));
                };
        return taps.stream().map(tap -> inside(tap, size)).toList();
    }

    /** A tap whose place is an i64 inside, and whose weight is 0 where it was not. */
    private static Tap inside(Tap tap, int size) {
        var inside = tap.place().ge(0.0).logicalAnd(tap.place().le(size - 1.0));
        var place = tap.place().detach().clamp(0, size - 1.0).to(DType.I64);
        return new Tap(place, tap.weight().mul(inside.to(tap.weight().dtype())));
    }

    /** Each of some axes' taps with each of the next axis'. */
    private static List<Tap> combined(List<Tap> outer, List<Tap> inner, int size) {
        var all = new ArrayList<Tap>();
        for (var a : outer) {
            for (var b : inner) {
                all.add(new Tap(
                        a.place().mul((long) size).add(b.place()), a.weight().mul(b.weight())));
            }
        }
        return all;
    }

    /** Keys' cubic at a distance up to 1. */
    private static Tensor near(Tensor x) {
        return x.mul(CUBIC + 2).sub(CUBIC + 3).mul(x).mul(x).add(1.0);
    }

    /** Keys' cubic at a distance from 1 to 2. */
    private static Tensor far(Tensor x) {
        return x.mul(CUBIC).sub(5 * CUBIC).mul(x).add(8 * CUBIC).mul(x).sub(4 * CUBIC);
    }

    private static Tensor padded(Tensor at, int size, Padding padding, boolean corners) {
        return switch (padding) {
            case ZEROS -> at;
            case BORDER -> clipped(at, size);
            case REFLECTION -> clipped(reflected(at, size, corners), size);
        };
    }

    /** From the first element to the last, without a gradient on these; the first for NaN. */
    private static Tensor clipped(Tensor at, int size) {
        var last = Tensor.scalar(size - 1.0, at.dtype());
        var first = Tensor.scalar(0, at.dtype());
        var above = at.gt(0.0).where(at, first);
        return above.lt(size - 1.0).where(above, last);
    }

    /** Mirrored at the first and last element, or half an element beyond them. */
    private static Tensor reflected(Tensor at, int size, boolean corners) {
        double low = corners ? 0 : -0.5;
        double span = corners ? size - 1.0 : size;
        if (span == 0) {
            return at.mul(0.0);
        }
        var rest = at.sub(low).abs().remainder(Tensor.scalar(2 * span, at.dtype()));
        return rest.gt(span).where(rest.rsub(2 * span), rest).add(low);
    }

    /** The weighted sum [n, channels, out] of elements of planes [n, channels, space]. */
    private static Tensor sum(Tensor planes, List<Tap> taps) {
        var sum = taken(planes, taps.getFirst());
        for (var tap : taps.subList(1, taps.size())) {
            sum = sum.add(taken(planes, tap));
        }
        return sum;
    }

    private static Tensor taken(Tensor planes, Tap tap) {
        var place = tap.place()
                .unsqueeze(1)
                .expand(planes.size(0), planes.size(1), tap.place().size(1));
        return planes.gather(2, place).mul(tap.weight().to(planes.dtype()).unsqueeze(1));
    }

    /**
     * The grid [n, space…, rank], for {@link #gridSample}, that an affine map takes each place of an image to.
     *
     * @param maps [n, rank, rank + 1], the last column the shift
     * @param alignCorners as in {@link #gridSample}
     * @param space the sizes of the image, two or three
     */
    public static Tensor affineGrid(Tensor maps, boolean alignCorners, int... space) {
        int rank = space.length;
        if (rank < 2 || rank > 3 || maps.dim() != 3 || maps.size(1) != rank || maps.size(2) != rank + 1) {
            throw new ShapeException("affineGrid: maps " + maps.shape() + " for " + rank
                    + " sizes of space; expected [n, 2, 3] for 2, or [n, 3, 4] for 3");
        }
        int elements = Shape.of(space).elements();
        var places = new double[elements * (rank + 1)];
        for (int i = 0; i < elements; i++) {
            int rest = i;
            for (int axis = rank - 1; axis >= 0; axis--) { // the last axis of space comes first
                places[(i + 1) * (rank + 1) - 2 - axis] = place(rest % space[axis], space[axis], alignCorners);
                rest /= space[axis];
            }
            places[(i + 1) * (rank + 1) - 1] = 1;
        }
        var identity =
                Tensor.wrap(places, DType.F64, Shape.of(elements, rank + 1)).to(maps.dtype());
        return identity.matmul(maps.mT())
                .reshape(Shape.of(maps.size(0)).concat(Shape.of(space)).concat(Shape.of(rank)));
    }

    private static double place(int i, int size, boolean corners) {
        if (corners) {
            return size == 1 ? 0 : 2.0 * i / (size - 1) - 1;
        }
        return (2.0 * i + 1) / size - 1;
    }
}
