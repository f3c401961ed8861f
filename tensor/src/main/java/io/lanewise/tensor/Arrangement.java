package io.lanewise.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Elements in another arrangement: turned, repeated, on diagonals, with more dimensions. */
sealed interface Arrangement permits Tensor {
    Tensor self();

    /** A one-dimensional tensor of all elements; a view where that is possible. */
    default Tensor ravel() {
        return self().reshape(-1);
    }

    /** This tensor in another's shape. */
    default Tensor reshapeAs(Tensor other) {
        return self().reshape(other.shape().toArray());
    }

    /** A view of this tensor in another's shape. */
    default Tensor viewAs(Tensor other) {
        return self().view(other.shape().toArray());
    }

    /** This tensor expanded to another's shape. */
    default Tensor expandAs(Tensor other) {
        return self().expand(other.shape());
    }

    /** The dimensions {@code sources} moved to {@code destinations}; the others keep their order. */
    default Tensor moveaxis(int[] sources, int[] destinations) {
        var shape = self().shape();
        var order = new int[shape.rank()];
        Arrays.fill(order, -1);
        for (int i = 0; i < sources.length; i++) {
            order[shape.axis(destinations[i])] = shape.axis(sources[i]);
        }
        var rest = IntStream.range(0, order.length)
                .filter(axis -> Arrays.stream(order).noneMatch(taken -> taken == axis))
                .iterator();
        for (int i = 0; i < order.length; i++) {
            order[i] = order[i] >= 0 ? order[i] : rest.next();
        }
        return self().permute(order);
    }

    /** All dimensions in reverse order. */
    default Tensor reverseAxes() {
        return self().permute(IntStream.range(0, self().dim())
                .map(i -> self().dim() - 1 - i)
                .toArray());
    }

    /** The tensor repeated along each of its last dimensions; those not named stay as they are. */
    default Tensor tile(int... times) {
        int rank = self().dim();
        if (times.length >= rank) {
            return self().repeat(times);
        }
        var all = new int[rank];
        Arrays.fill(all, 1);
        System.arraycopy(times, 0, all, rank - times.length, times.length);
        return self().repeat(all);
    }

    /** Every element, or part along an axis, repeated so often, next to each other. */
    default Tensor repeatInterleave(int times, int axis) {
        var x = self();
        int at = x.shape().axis(axis);
        return x.unsqueeze(at + 1)
                .expand(x.shape().insert(at + 1, times))
                .reshape(x.shape().with(at, x.size(at) * times).toArray());
    }

    /** The i-th part along an axis repeated {@code times[i]} times, next to each other. */
    default Tensor repeatInterleave(Tensor times, int axis) {
        var counts = times.expand(Shape.of(self().size(axis))).toIntArray();
        var places = IntStream.range(0, counts.length)
                .flatMap(i -> IntStream.range(0, counts[i]).map(_ -> i))
                .asLongStream()
                .toArray();
        return self().indexSelect(axis, Tensor.of(places));
    }

    /** Turned by so many right angles in the plane of two dimensions, from the first towards the second. */
    default Tensor rot90(int turns, int from, int to) {
        return switch (Math.floorMod(turns, 4)) {
            case 1 -> self().flip(to).transpose(from, to);
            case 2 -> self().flip(from, to);
            case 3 -> self().flip(from).transpose(from, to);
            default -> self().copy();
        };
    }

    /** The columns in reverse order. */
    default Tensor fliplr() {
        return self().flip(1);
    }

    /** The rows in reverse order. */
    default Tensor flipud() {
        return self().flip(0);
    }

    /** {@link Movement#roll} along several axes. */
    default Tensor roll(int[] shifts, int[] axes) {
        if (shifts.length != axes.length) {
            throw new IllegalArgumentException("roll: " + shifts.length + " shifts for " + axes.length + " axes");
        }
        var x = self();
        for (int i = 0; i < axes.length; i++) {
            x = x.roll(shifts[i], axes[i]);
        }
        return x;
    }

    /** The elements moved in row-major order, those that leave coming back at the start. */
    default Tensor roll(int shift) {
        return ravel().roll(shift, 0).reshape(self().shape().toArray());
    }

    /** A matrix with a vector on a diagonal, or the diagonal of a matrix, as a copy. */
    default Tensor diag(int offset) {
        return switch (self().dim()) {
            case 1 -> diagEmbed(offset, 0, 1);
            case 2 -> self().diagonal(offset, 0, 1).copy();
            default -> throw new ShapeException("diag: expected a vector or a matrix, got " + self().shape());
        };
    }

    /** A matrix with all elements on a diagonal. */
    default Tensor diagflat(int offset) {
        return ravel().diag(offset);
    }

    /** Matrices, in two dimensions of the result, with the last dimension's elements on a diagonal. */
    default Tensor diagEmbed(int offset, int axis1, int axis2) {
        var x = self();
        int rank = x.dim() + 1;
        int size = x.size(-1) + Math.abs(offset);
        var shape = x.shape().with(-1, size).insert(x.dim(), size);
        int a = shape.axis(axis1);
        int b = shape.axis(axis2);
        var matrices = Engine.run(new Op.Unview(new Op.Diagonal(offset, rank - 2, rank - 1), shape), x);
        return matrices.moveaxis(new int[] {rank - 2, rank - 1}, new int[] {a, b});
    }

    /** This tensor with another in the place of a diagonal. */
    default Tensor diagonalScatter(Tensor source, int offset, int axis1, int axis2) {
        return Scatters.replace("diagonalScatter", self(), x -> x.diagonal(offset, axis1, axis2), source);
    }

    /** Any sizes, strides and offset, in elements, on this tensor's storage: a view. */
    default Tensor asStrided(int[] sizes, int[] strides, int offset) {
        var x = self().contiguous();
        var shape = Shape.of(sizes);
        long last = offset;
        for (int i = 0; i < sizes.length; i++) {
            if (strides[i] < 0) {
                throw new IllegalArgumentException("asStrided: negative strides " + Arrays.toString(strides));
            }
            last += (long) (sizes[i] - 1) * strides[i];
        }
        if (sizes.length != strides.length
                || offset < 0
                || shape.elements() > 0 && last >= x.storage().length()) {
            throw new ShapeException(
                    "asStrided: " + shape + " with strides " + Arrays.toString(strides) + " and offset " + offset
                            + " leaves the storage of " + x.storage().length() + " elements");
        }
        var steps = Arrays.stream(strides).boxed().toList();
        return Engine.run(new Op.AsStrided(shape, steps, offset), x);
    }

    /** This tensor with another in the place of {@link #asStrided}. */
    default Tensor asStridedScatter(Tensor source, int[] sizes, int[] strides, int offset) {
        return Scatters.replace("asStridedScatter", self(), x -> x.asStrided(sizes, strides, offset), source);
    }

    /** With at least one dimension. */
    default Tensor atLeast1d() {
        return self().dim() == 0 ? self().reshape(1) : self();
    }

    /** With at least two dimensions: a vector becomes a row. */
    default Tensor atLeast2d() {
        return self().dim() >= 2 ? self() : atLeast1d().unsqueeze(0);
    }

    /** With at least three dimensions: new ones are put around a vector and behind a matrix. */
    default Tensor atLeast3d() {
        return self().dim() >= 3 ? self() : atLeast2d().unsqueeze(-1);
    }

    /** The zero frequency moved to the middle of some axes, as is done after a Fourier transform; of all if none. */
    default Tensor fftshift(int... axes) {
        return shifted(false, axes);
    }

    /** The inverse of {@link #fftshift}. */
    default Tensor ifftshift(int... axes) {
        return shifted(true, axes);
    }

    private Tensor shifted(boolean inverse, int... axes) {
        var x = self();
        var along = axes.length == 0 ? IntStream.range(0, x.dim()).toArray() : axes;
        var shifts = Arrays.stream(along)
                .map(axis -> inverse ? (x.size(axis) + 1) / 2 : x.size(axis) / 2)
                .toArray();
        return roll(shifts, along);
    }
}
