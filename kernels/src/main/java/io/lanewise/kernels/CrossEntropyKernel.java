package io.lanewise.kernels;

/**
 * Cross entropy of rows of n logits with one class each, or its gradient; row r of x starts at {@code xo + r·xld}, its
 * class is {@code classes[ko + r·kstep]}, its value {@code values[vo + r·vstep]}.
 *
 * <ul>
 *   <li>CROSS_ENTROPY writes the loss as the row's value; out is a row to work in (old may be 0).
 *   <li>CROSS_ENTROPY_GRAD reads the gradient of the loss as the row's value and writes that of the logits to out.
 * </ul>
 *
 * <p>A row whose class is {@code ignored} has loss 0 and gradient 0.
 */
@FunctionalInterface
public interface CrossEntropyKernel {
    /** @throws IndexOutOfBoundsException when a class is neither ignored nor in 0 to n - 1 */
    void run(
            Object x,
            int xo,
            int xld,
            long[] classes,
            int ko,
            int kstep,
            long ignored,
            Object values,
            int vo,
            int vstep,
            Object out,
            int oo,
            int old,
            int rows,
            int n);
}
