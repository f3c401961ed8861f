package io.lanewise.kernels;

/**
 * A step of an optimizer over n elements, in place: the arrays are the step's operands in their order, of the kernel's
 * element type and dense from the offsets on; params are its attributes in their order.
 */
@FunctionalInterface
public interface StepKernel {
    void run(Object[] arrays, int[] offsets, int n, double[] params);
}
