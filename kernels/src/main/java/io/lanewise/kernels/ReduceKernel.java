package io.lanewise.kernels;

/**
 * A reduction of a matrix by rows or columns. Element (r, i) of the input is at {@code offset + r·ld + i·step}.
 *
 * <ul>
 *   <li>by rows: {@code out[outOffset + r]} = the reduction of the n elements of row r, for each r below rows;
 *   <li>by columns: {@code out[outOffset + i]} = the reduction of the elements of column i, for each i below n.
 * </ul>
 *
 * <p>The result is an array of the input's type, except: {@code long[]} for sums and products of integers and bools and
 * for indices, bools (0 or 1 in a {@code byte[]}) for ALL and ANY. A row's bits depend on its elements only, not on
 * how they lie in memory. The reduction of nothing is the operation's identity; MAX and MIN of integers and indices
 * need at least one element.
 */
@FunctionalInterface
public interface ReduceKernel {
    void run(Object in, int offset, int step, int ld, int rows, int n, Object out, int outOffset);
}
