package io.lanewise.kernels;

import org.jspecify.annotations.Nullable;

/**
 * A function of each of several rows of n elements that lie side by side; row r of x starts at {@code xo + r·xld}.
 *
 * <ul>
 *   <li>SOFTMAX, LOG_SOFTMAX: x is the input, y is not used; out may be x for SOFTMAX only.
 *   <li>SOFTMAX_GRAD, LOG_SOFTMAX_GRAD: x is the function's result, y the gradient of it; out may be either.
 *   <li>LOG_SUM_EXP: x is the input, y a row to work in (yld may be 0), {@code out[oo + r·old]} the result.
 * </ul>
 *
 * <p>A row's bits do not depend on the other rows.
 */
@FunctionalInterface
public interface RowKernel {
    void run(
            Object x,
            int xo,
            int xld,
            @Nullable Object y,
            int yo,
            int yld,
            Object out,
            int oo,
            int old,
            int rows,
            int n);
}
