package io.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/** Makes views: the same storage under another shape, strides and offset. */
final class Views {
    private Views() {}

    static Tensor of(Op.View op, Tensor x) {
        var strides = x.strides();
        return switch (op) {
            case Op.Reshape(Shape shape) -> {
                var reshaped = reshape(x.shape(), strides, shape);
                if (reshaped == null) {
                    throw new ShapeException("view: " + x.shape() + " with these strides has no view of shape " + shape
                            + "; use reshape, which copies");
                }
                yield x.viewed(shape, reshaped, x.offset());
            }
            case Op.Permute(var axes) -> {
                var sizes = new int[strides.length];
                var steps = new int[strides.length];
                for (int i = 0; i < sizes.length; i++) {
                    sizes[i] = x.shape().dim(axes.get(i));
                    steps[i] = strides[axes.get(i)];
                }
                yield x.viewed(Shape.of(sizes), steps, x.offset());
            }
            case Op.Expand(Shape shape) -> x.viewed(shape, expand(x.shape(), strides, shape), x.offset());
            case Op.Slice(int axis, int start, int length, int step) -> {
                var steps = strides.clone();
                steps[axis] = strides[axis] * step;
                int offset = length == 0 ? x.offset() : x.offset() + start * strides[axis];
                yield x.viewed(x.shape().with(axis, length), steps, offset);
            }
            case Op.Unfold(int axis, int size, int step) -> unfold(x, axis, size, step);
            case Op.Diagonal(int offset, int axis1, int axis2) -> diagonal(x, offset, axis1, axis2);
            case Op.AsStrided(Shape shape, var steps, int offset) ->
                x.viewed(shape, steps.stream().mapToInt(Integer::intValue).toArray(), offset);
        };
    }

    private static Tensor unfold(Tensor x, int axis, int size, int step) {
        var strides = x.strides();
        int rank = strides.length;
        int windows = (x.size(axis) - size) / step + 1;
        var steps = java.util.Arrays.copyOf(strides, rank + 1);
        steps[axis] = strides[axis] * step;
        steps[rank] = strides[axis];
        return x.viewed(x.shape().with(axis, windows).insert(rank, size), steps, x.offset());
    }

    private static Tensor diagonal(Tensor x, int offset, int axis1, int axis2) {
        var strides = x.strides();
        int rows = x.size(axis1);
        int columns = x.size(axis2);
        int length = Math.max(offset >= 0 ? Math.min(rows, columns - offset) : Math.min(rows + offset, columns), 0);
        int start = length == 0 ? 0 : offset >= 0 ? offset * strides[axis2] : -offset * strides[axis1];
        var sizes = new int[strides.length - 1];
        var steps = new int[strides.length - 1];
        int at = 0;
        for (int i = 0; i < strides.length; i++) {
            if (i != axis1 && i != axis2) {
                sizes[at] = x.size(i);
                steps[at++] = strides[i];
            }
        }
        sizes[at] = length;
        steps[at] = strides[axis1] + strides[axis2];
        return x.viewed(Shape.of(sizes), steps, x.offset() + start);
    }

    /** Strides under which a tensor appears with a larger shape; 0 where a size of 1 is repeated. */
    static int[] expand(Shape from, int[] strides, Shape to) {
        var steps = new int[to.rank()];
        int lead = to.rank() - from.rank();
        for (int i = lead; i < steps.length; i++) {
            steps[i] = from.dim(i - lead) == 1 && to.dim(i) != 1 ? 0 : strides[i - lead];
        }
        return steps;
    }

    /** Strides of another shape over the same elements in row-major order, or null where only a copy has them. */
    static int @Nullable [] reshape(Shape from, int[] strides, Shape to) {
        if (from.elements() == 0 || from.rank() == 0) {
            return to.denseStrides();
        }
        var steps = new int[to.rank()];
        int target = to.rank() - 1;
        int step = strides[strides.length - 1];
        int run = 1;
        for (int source = from.rank() - 1; source >= 0; source--) {
            run *= from.dim(source);
            boolean joined = source > 0 && (from.dim(source - 1) == 1 || strides[source - 1] == run * step);
            if (joined) {
                continue;
            }
            // A run of dimensions that lies in storage like one: the target's next dimensions must fill it exactly.
            int filled = 1;
            while (target >= 0 && (filled < run || to.dim(target) == 1)) {
                steps[target] = filled * step;
                filled *= to.dim(target--);
            }
            if (filled != run) {
                return null;
            }
            if (source > 0) {
                step = strides[source - 1];
                run = 1;
            }
        }
        return target < 0 ? steps : null;
    }
}
