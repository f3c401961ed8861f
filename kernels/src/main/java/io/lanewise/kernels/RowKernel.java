package io.lanewise.kernels;

/**
 * A function of each of several rows of n elements that lie side by side. The operands are those that
 * {@link io.lanewise.expr.RowFunction#operands} names, arrays of the kernel's element type: row r of operand i starts at
 * {@code offsets[i] + r·steps[i]}, so that a step of 0 gives all rows the same one. The params are the function's
 * attributes. A row's bits do not depend on the other rows.
 */
@FunctionalInterface
public interface RowKernel {
    void run(Object[] arrays, int[] offsets, int[] steps, int rows, int n, double[] params);
}
