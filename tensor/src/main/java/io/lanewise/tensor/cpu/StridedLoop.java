package io.lanewise.tensor.cpu;

import io.lanewise.kernels.Pool;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Walks several tensors of one shape together, as few and as long runs as their strides allow. Dimensions of size 1
 * are dropped, the others ordered by the first tensor's strides, and neighbours joined where every tensor passes from
 * one to the next without a gap.
 */
final class StridedLoop {
    /** So few elements are not worth waking another thread for. */
    private static final int GRAIN = 1 << 15;

    private final int rank;
    private final int[] sizes;
    private final int[][] steps;
    private final int[] starts;
    private final int inner;
    private final int[] innerSteps;

    /** Work on one run: the offsets of its first elements, and its length. */
    @FunctionalInterface
    interface Body {
        void run(int[] offsets, int n);
    }

    private StridedLoop(int rank, int[] sizes, int[][] steps, int[] starts) {
        this.rank = Math.max(rank - 1, 0);
        this.sizes = sizes;
        this.steps = steps;
        this.starts = starts;
        this.inner = rank == 0 ? 1 : sizes[rank - 1];
        this.innerSteps = new int[starts.length];
        for (int t = 0; t < starts.length; t++) {
            innerSteps[t] = rank == 0 ? 1 : steps[t][rank - 1];
        }
    }

    /** A loop over a tensor and others that are broadcast to its shape. */
    static StridedLoop over(Tensor first, List<Tensor> others) {
        var shape = first.shape();
        var strides = new int[others.size() + 1][];
        var starts = new int[others.size() + 1];
        strides[0] = first.strides();
        starts[0] = first.offset();
        for (int t = 1; t < strides.length; t++) {
            var other = others.get(t - 1);
            strides[t] = broadcast(other, shape);
            starts[t] = other.offset();
        }
        return of(shape, strides, starts);
    }

    static StridedLoop of(Shape shape, int[][] strides, int[] starts) {
        int rank = 0;
        var order = new int[shape.rank()];
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dim(axis) != 1) {
                int at = rank++;
                for (; at > 0 && Math.abs(strides[0][order[at - 1]]) < Math.abs(strides[0][axis]); at--) {
                    order[at] = order[at - 1];
                }
                order[at] = axis;
            }
        }
        var sizes = new int[rank];
        var steps = new int[strides.length][rank];
        int last = -1;
        for (int i = 0; i < rank; i++) {
            int size = shape.dim(order[i]);
            if (last >= 0 && joins(strides, steps, order[i], size, last)) {
                sizes[last] *= size;
            } else {
                sizes[++last] = size;
            }
            for (int t = 0; t < strides.length; t++) {
                steps[t][last] = strides[t][order[i]];
            }
        }
        return new StridedLoop(last + 1, sizes, steps, starts);
    }

    private static boolean joins(int[][] strides, int[][] steps, int axis, int size, int last) {
        for (int t = 0; t < strides.length; t++) {
            if (steps[t][last] != strides[t][axis] * size) {
                return false;
            }
        }
        return true;
    }

    private static int[] broadcast(Tensor tensor, Shape shape) {
        var strides = new int[shape.rank()];
        int lead = shape.rank() - tensor.dim();
        for (int axis = lead; axis < strides.length; axis++) {
            strides[axis] = tensor.size(axis - lead) == 1 ? 0 : tensor.stride(axis - lead);
        }
        return strides;
    }

    /** The step of a tensor within a run. */
    int innerStep(int tensor) {
        return innerSteps[tensor];
    }

    /** Runs the body on every run, in any order, on several threads where there is much to do. */
    void run(Body body) {
        if (rank == 0) {
            if (inner < 2 * GRAIN) {
                body.run(starts, inner);
            } else {
                Pool.ranges(inner, GRAIN, (from, to) -> body.run(innerOffsets((int) from), (int) (to - from)));
            }
            return;
        }
        int outer = 1;
        for (int i = 0; i < rank; i++) {
            outer *= sizes[i];
        }
        if ((long) outer * inner < 2 * GRAIN) {
            runOuter(0, outer, body);
        } else {
            Pool.ranges(outer, Math.max(1, GRAIN / Math.max(inner, 1)), (from, to) -> runOuter(from, to, body));
        }
    }

    /** The sizes of the dimensions around a run, outermost first. */
    int[] outerSizes() {
        return Arrays.copyOf(sizes, rank);
    }

    int innerSize() {
        return inner;
    }

    int start(int tensor) {
        return starts[tensor];
    }

    /** The step of a tensor along a dimension around the runs. */
    int outerStep(int tensor, int dimension) {
        return steps[tensor][dimension];
    }

    /** Runs the body on every run, in row-major order, on the calling thread. */
    void runInOrder(Body body) {
        int outer = 1;
        for (int i = 0; i < rank; i++) {
            outer *= sizes[i];
        }
        runOuter(0, outer, body);
    }

    private int[] innerOffsets(int from) {
        var offsets = starts.clone();
        for (int t = 0; t < offsets.length; t++) {
            offsets[t] += from * innerSteps[t];
        }
        return offsets;
    }

    private void runOuter(long from, long to, Body body) {
        var index = new int[rank];
        var offsets = starts.clone();
        long rest = from;
        for (int i = rank - 1; i >= 0; i--) {
            index[i] = (int) (rest % sizes[i]);
            rest /= sizes[i];
            for (int t = 0; t < offsets.length; t++) {
                offsets[t] += index[i] * steps[t][i];
            }
        }
        for (long at = from; at < to; at++) {
            body.run(offsets, inner);
            advance(index, offsets);
        }
    }

    private void advance(int[] index, int[] offsets) {
        for (int i = rank - 1; i >= 0; i--) {
            int wrapped = ++index[i] == sizes[i] ? sizes[i] - 1 : -1;
            for (int t = 0; t < offsets.length; t++) {
                offsets[t] += wrapped < 0 ? steps[t][i] : -wrapped * steps[t][i];
            }
            if (wrapped < 0) {
                return;
            }
            index[i] = 0;
        }
    }
}
