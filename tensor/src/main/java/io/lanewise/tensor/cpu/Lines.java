package io.lanewise.tensor.cpu;

import io.lanewise.tensor.Shape;

/**
 * A walk over the lines of a shape, the runs of elements along one axis, in row-major order of the other axes. For each
 * operand, which has strides of its own for that shape, it knows where the current line starts, relative to the
 * operand's offset.
 */
public final class Lines {
    private final int[] sizes;
    private final int[][] strides;
    private final int[] steps;
    private final int length;
    private final int count;
    private final int[] at;
    private final int[] starts;

    private Lines(int[] sizes, int[][] strides, int[] steps, int length, int count) {
        this.sizes = sizes;
        this.strides = strides;
        this.steps = steps;
        this.length = length;
        this.count = count;
        this.at = new int[sizes.length];
        this.starts = new int[strides.length];
    }

    /** The walk along an axis of a shape, for operands with these strides; a shape without dimensions is one line. */
    public static Lines along(Shape shape, int axis, int[]... operands) {
        int rank = shape.rank();
        var steps = new int[operands.length];
        if (rank == 0) {
            return new Lines(new int[0], new int[operands.length][0], steps, 1, 1);
        }
        int length = shape.dim(axis);
        var sizes = without(shape.toArray(), axis);
        int count = 1;
        for (int size : sizes) {
            count *= size;
        }
        var strides = new int[operands.length][];
        for (int i = 0; i < operands.length; i++) {
            steps[i] = operands[i][axis];
            strides[i] = without(operands[i], axis);
        }
        return new Lines(sizes, strides, steps, length, count);
    }

    private static int[] without(int[] values, int axis) {
        var rest = new int[values.length - 1];
        System.arraycopy(values, 0, rest, 0, axis);
        System.arraycopy(values, axis + 1, rest, axis, rest.length - axis);
        return rest;
    }

    /** A walk of its own over the same lines, which begins at one of them. */
    Lines from(long line) {
        var walk = new Lines(sizes, strides, steps, length, count);
        long rest = line;
        for (int d = sizes.length - 1; d >= 0 && rest > 0; d--) {
            walk.at[d] = (int) (rest % sizes[d]);
            rest /= sizes[d];
            for (int i = 0; i < strides.length; i++) {
                walk.starts[i] += walk.at[d] * strides[i][d];
            }
        }
        return walk;
    }

    public int count() {
        return count;
    }

    /** The number of elements of each line. */
    public int length() {
        return length;
    }

    /** Where the current line of an operand starts. */
    public int start(int operand) {
        return starts[operand];
    }

    /** The distance between neighbours in an operand's lines. */
    public int step(int operand) {
        return steps[operand];
    }

    /** Goes to the next line; after the last, to the first. */
    public void next() {
        for (int d = sizes.length - 1; d >= 0; d--) {
            boolean wraps = ++at[d] == sizes[d];
            int moved = wraps ? 1 - sizes[d] : 1;
            for (int i = 0; i < strides.length; i++) {
                starts[i] += moved * strides[i][d];
            }
            if (!wraps) {
                return;
            }
            at[d] = 0;
        }
    }
}
