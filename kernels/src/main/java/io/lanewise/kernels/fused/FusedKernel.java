package io.lanewise.kernels.fused;

/**
 * An elementwise kernel that was written at run time, over a run of n elements: {@code arrays[0][offsets[0] + i·steps[0]]
 * = f(arrays[1][offsets[1] + i·steps[1]], …)}. The arrays are of the kernel's element type, those of conditions {@code
 * byte[]}. The steps are those that the kernel was written for ({@link FusedKernels#find}). The output may be one of the
 * inputs at the same offset and step.
 */
@FunctionalInterface
public interface FusedKernel {
    void run(Object[] arrays, int[] offsets, int[] steps, int n, double[] params);
}
