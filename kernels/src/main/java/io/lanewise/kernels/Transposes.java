package io.lanewise.kernels;

import io.lanewise.kernels.generated.TransposeF32;
import io.lanewise.kernels.generated.TransposeF64;
import io.lanewise.kernels.generated.TransposeI32;
import io.lanewise.kernels.generated.TransposeI64;

/** Transposes of matrices whose elements have 4 or 8 bytes, in vectors. */
public final class Transposes {
    private Transposes() {}

    /** Whether {@link #run} takes arrays of this type on this machine. */
    public static boolean supports(Object array) {
        return Cpu.simd()
                && (array instanceof float[]
                        || array instanceof double[]
                        || array instanceof int[]
                        || array instanceof long[]);
    }

    /**
     * {@code to[to0 + r·toLd + c] = from[from0 + c·fromLd + r]} for r below rows and c below columns; the arrays differ,
     * or their parts.
     */
    public static void run(Object from, int from0, int fromLd, Object to, int to0, int toLd, int rows, int columns) {
        switch (from) {
            case float[] x -> TransposeF32.transpose(x, from0, fromLd, (float[]) to, to0, toLd, rows, columns);
            case double[] x -> TransposeF64.transpose(x, from0, fromLd, (double[]) to, to0, toLd, rows, columns);
            case int[] x -> TransposeI32.transpose(x, from0, fromLd, (int[]) to, to0, toLd, rows, columns);
            case long[] x -> TransposeI64.transpose(x, from0, fromLd, (long[]) to, to0, toLd, rows, columns);
            default -> throw new IllegalArgumentException("transpose: no kernel for " + from.getClass());
        }
    }
}
