package io.lanewise.kernels;

import org.jspecify.annotations.Nullable;

/**
 * An elementwise kernel over a run of n elements: {@code out[oo + i·os] = f(a[ao + i·as], b[bo + i·bs], …)}. The arrays
 * are of the kernel's element type ({@code float[]} for f32; {@code byte[]} for bool). Operands that the function does
 * not have are null. A kernel of a dense layout takes its steps for granted and ignores the ones given. The output may
 * be one of the inputs at the same offset and step.
 */
@FunctionalInterface
public interface MapKernel {
    void run(
            Object a,
            int ao,
            int as,
            @Nullable Object b,
            int bo,
            int bs,
            @Nullable Object c,
            int co,
            int cs,
            @Nullable Object d,
            int doff,
            int ds,
            Object out,
            int oo,
            int os,
            int n,
            double[] params);
}
