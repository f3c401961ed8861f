package io.lanewise.tensor.cpu;

import io.lanewise.tensor.Tensor;

/** Two tensors, whose shapes differ at one axis at most, seen as [outer, axis, inner], where inner is a dense run. */
final class Block {
    /** Whether the dimensions after the axis are dense in both tensors; else the rest means nothing. */
    final boolean whole;

    final int outer;

    /** The first tensor's size at the axis. */
    final int size;

    final int inner;
    private final int axis;
    private final Tensor[] operands;
    private final int[][] strides;

    private Block(boolean whole, int outer, int size, int inner, int axis, Tensor[] operands, int[][] strides) {
        this.whole = whole;
        this.outer = outer;
        this.size = size;
        this.inner = inner;
        this.axis = axis;
        this.operands = operands;
        this.strides = strides;
    }

    static Block of(int axis, Tensor a, Tensor b) {
        int outer = 1;
        int inner = 1;
        for (int d = 0; d < a.dim(); d++) {
            outer *= d < axis ? a.size(d) : 1;
            inner *= d > axis ? a.size(d) : 1;
        }
        int size = a.dim() > 0 ? a.size(axis) : 1;
        boolean whole = a.dim() > 0 && isDense(axis, a) && isDense(axis, b);
        return new Block(whole, outer, size, inner, axis, new Tensor[] {a, b}, new int[][] {a.strides(), b.strides()});
    }

    private static boolean isDense(int axis, Tensor t) {
        int step = 1;
        for (int d = t.dim() - 1; d > axis; d--) {
            if (t.size(d) != 1 && t.stride(d) != step) {
                return false;
            }
            step *= t.size(d);
        }
        return true;
    }

    /** Where the outer-th part of a tensor starts in its array. */
    int start(int operand, int o) {
        int start = operands[operand].offset();
        int rest = o;
        for (int d = axis - 1; d >= 0; d--) {
            int size = operands[operand].size(d);
            start += rest % size * strides[operand][d];
            rest /= size;
        }
        return start;
    }

    /** The distance between neighbours at the axis. */
    int step(int operand) {
        return strides[operand][axis];
    }
}
