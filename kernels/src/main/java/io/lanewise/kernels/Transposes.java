package io.lanewise.kernels;

import io.lanewise.kernels.generated.TransposeF32;
import io.lanewise.kernels.generated.TransposeF64;
import io.lanewise.kernels.generated.TransposeI32;
import io.lanewise.kernels.generated.TransposeI64;
import java.lang.reflect.Array;

/** Transposes of matrices whose elements have 4 or 8 bytes, in vectors. */
public final class Transposes {
    /** Elements after which vectors pay. */
    private static final int WORTH = 1 << 12;

    /** Square tiles and what fills none, at any width. */
    private static final int SIDE = 35;

    private static final WarmUp.Kernel FLOATS = new WarmUp.Kernel(WORTH);
    private static final WarmUp.Kernel DOUBLES = new WarmUp.Kernel(WORTH);
    private static final WarmUp.Kernel INTS = new WarmUp.Kernel(WORTH);
    private static final WarmUp.Kernel LONGS = new WarmUp.Kernel(WORTH);

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
        if (isReady(from, rows * columns)) {
            vectors(from, from0, fromLd, to, to0, toLd, rows, columns);
        } else {
            scalars(from, from0, fromLd, to, to0, toLd, rows, columns);
        }
    }

    private static void vectors(
            Object from, int from0, int fromLd, Object to, int to0, int toLd, int rows, int columns) {
        switch (from) {
            case float[] x -> TransposeF32.transpose(x, from0, fromLd, (float[]) to, to0, toLd, rows, columns);
            case double[] x -> TransposeF64.transpose(x, from0, fromLd, (double[]) to, to0, toLd, rows, columns);
            case int[] x -> TransposeI32.transpose(x, from0, fromLd, (int[]) to, to0, toLd, rows, columns);
            case long[] x -> TransposeI64.transpose(x, from0, fromLd, (long[]) to, to0, toLd, rows, columns);
            default -> throw new IllegalArgumentException("transpose: no kernel for " + from.getClass());
        }
    }

    /** The same without vectors. */
    static void scalars(Object from, int from0, int fromLd, Object to, int to0, int toLd, int rows, int columns) {
        switch (from) {
            case float[] x -> TransposeF32.edge(x, from0, fromLd, (float[]) to, to0, toLd, rows, columns);
            case double[] x -> TransposeF64.edge(x, from0, fromLd, (double[]) to, to0, toLd, rows, columns);
            case int[] x -> TransposeI32.edge(x, from0, fromLd, (int[]) to, to0, toLd, rows, columns);
            case long[] x -> TransposeI64.edge(x, from0, fromLd, (long[]) to, to0, toLd, rows, columns);
            default -> throw new IllegalArgumentException("transpose: no kernel for " + from.getClass());
        }
    }

    private static boolean isReady(Object from, int elements) {
        if (!WarmUp.on()) {
            return true;
        }
        WarmUp.Kernel kernel =
                switch (from) {
                    case float[] _ -> FLOATS;
                    case double[] _ -> DOUBLES;
                    case int[] _ -> INTS;
                    default -> LONGS;
                };
        if (!kernel.ready()) {
            kernel.use(elements, () -> exercise(from.getClass().componentType()));
        }
        return kernel.ready();
    }

    private static WarmUp.Exercise exercise(Class<?> carrier) {
        Object from = Array.newInstance(carrier, SIDE * SIDE);
        Object to = Array.newInstance(carrier, SIDE * SIDE);
        return new WarmUp.Exercise(
                2.0 * SIDE * SIDE,
                () -> vectors(from, 0, SIDE, to, 0, SIDE, SIDE, SIDE),
                () -> vectors(from, 0, SIDE, to, 0, SIDE, 1, 1));
    }
}
