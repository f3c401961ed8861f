package io.lanewise.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The sizes of a tensor's dimensions; immutable. A shape without dimensions is that of a single number. */
public final class Shape {
    public static final Shape SCALAR = new Shape(new int[0], 1);

    private final int[] sizes;
    private final int elements;

    private Shape(int[] sizes, int elements) {
        this.sizes = sizes;
        this.elements = elements;
    }

    /** @throws ShapeException when a size is negative or there are 2³¹ elements or more */
    public static Shape of(int... sizes) {
        if (sizes.length == 0) {
            return SCALAR;
        }
        var empty = false;
        for (int size : sizes) {
            if (size < 0) {
                throw new ShapeException("shape: negative size in " + Arrays.toString(sizes));
            }
            empty |= size == 0;
        }
        long elements = empty ? 0 : 1;
        for (int size : sizes) {
            elements *= size;
            if (elements > Integer.MAX_VALUE) {
                throw new ShapeException("shape: " + Arrays.toString(sizes) + " has 2^31 elements or more");
            }
        }
        return new Shape(sizes.clone(), (int) elements);
    }

    /** The number of dimensions. */
    public int rank() {
        return sizes.length;
    }

    /** The size of a dimension; a negative index counts from the last. */
    public int dim(int axis) {
        return sizes[axis(axis)];
    }

    /** The number of elements: the product of the sizes. */
    public int elements() {
        return elements;
    }

    public int[] toArray() {
        return sizes.clone();
    }

    /**
     * A dimension's index counted from the first, where a negative one counts from the last. A shape without
     * dimensions takes 0 and -1, as PyTorch does.
     *
     * @throws ShapeException when there is no such dimension
     */
    public int axis(int axis) {
        int rank = Math.max(sizes.length, 1);
        if (axis < -rank || axis >= rank) {
            throw new ShapeException(
                    "dimension " + axis + " is out of range for " + this + ": expected " + -rank + " to " + (rank - 1));
        }
        return axis < 0 ? axis + rank : axis;
    }

    /** The strides of a dense, row-major tensor of this shape, in elements. */
    public int[] denseStrides() {
        var strides = new int[sizes.length];
        int step = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(sizes[i], 1);
        }
        return strides;
    }

    public Shape with(int axis, int size) {
        var copy = sizes.clone();
        copy[axis(axis)] = size;
        return of(copy);
    }

    public Shape without(int axis) {
        int at = axis(axis);
        var rest = new int[sizes.length - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = sizes[i < at ? i : i + 1];
        }
        return of(rest);
    }

    /** This shape with a new dimension put before the one at {@code at}; {@code at} may be the rank. */
    public Shape insert(int at, int size) {
        var grown = new int[sizes.length + 1];
        for (int i = 0; i < grown.length; i++) {
            grown[i] = i == at ? size : sizes[i < at ? i : i - 1];
        }
        return of(grown);
    }

    /** The dimensions from {@code from} (inclusive) to {@code to} (exclusive). */
    public Shape slice(int from, int to) {
        return of(Arrays.copyOfRange(sizes, from, to));
    }

    /** This shape's dimensions followed by another's. */
    public Shape concat(Shape other) {
        var joined = Arrays.copyOf(sizes, rank() + other.rank());
        System.arraycopy(other.sizes, 0, joined, rank(), other.rank());
        return of(joined);
    }

    /**
     * The shape to which both are broadcast: aligned at the last dimension, sizes are equal or one of them is 1.
     *
     * @throws ShapeException naming the operation when they do not match
     */
    public static Shape broadcast(String operation, Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        int rank = Math.max(a.rank(), b.rank());
        var sizes = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int x = i <= a.rank() ? a.sizes[a.rank() - i] : 1;
            int y = i <= b.rank() ? b.sizes[b.rank() - i] : 1;
            if (x != y && x != 1 && y != 1) {
                throw new ShapeException(operation + ": " + a + " and " + b + " cannot be broadcast together: sizes "
                        + x + " and " + y + " at dimension -" + i);
            }
            sizes[rank - i] = x == 1 ? y : x;
        }
        return of(sizes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape that && Arrays.equals(sizes, that.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    /** As in PyTorch: {@code [2, 3]}. */
    @Override
    public String toString() {
        return Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
