package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.WarmUp;
import java.lang.reflect.Array;
import java.util.Arrays;

/** Depthwise loops in vectors that scalar ones of the same bits stand in for until they are compiled. */
final class WarmingDepthwise implements DepthwiseKernels {
    /** Multiplications, or elements, after which vectors pay. */
    private static final int WORTH = 1 << 14;

    /** So many that each group of taps that there is a loop for has its turn. */
    private static final int TAPS = 9 + 3 + 2 + 1;

    private static final int N = 64;

    private final ElementType type;
    private final DepthwiseKernels vectors;
    private final DepthwiseKernels scalars;
    private final WarmUp.Kernel taps = new WarmUp.Kernel(WORTH);
    private final WarmUp.Kernel correlations = new WarmUp.Kernel(WORTH);
    private final WarmUp.Kernel sums = new WarmUp.Kernel(WORTH);

    WarmingDepthwise(ElementType type, DepthwiseKernels vectors, DepthwiseKernels scalars) {
        this.type = type;
        this.vectors = vectors;
        this.scalars = scalars;
    }

    /** The loops for vectors of {@code bits} bits, 0 for scalar code. */
    static DepthwiseKernels of(ElementType type, int bits) {
        DepthwiseKernels kernels = DepthwiseTable.of(type, bits);
        return bits > 0 && WarmUp.on() ? new WarmingDepthwise(type, kernels, DepthwiseTable.of(type, 0)) : kernels;
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public void taps(
            int n,
            int count,
            Object s,
            int so,
            Object w,
            int wo,
            int[] weightAt,
            Object x,
            int xo,
            int[] tapAt,
            Object y,
            int o) {
        if (taps.ready()) {
            vectors.taps(n, count, s, so, w, wo, weightAt, x, xo, tapAt, y, o);
            return;
        }
        taps.use(n * count, this::addingTaps);
        scalars.taps(n, count, s, so, w, wo, weightAt, x, xo, tapAt, y, o);
    }

    @Override
    public void correlate(int n, int count, Object g, Object x, int[] tapAt, Object y, int o) {
        if (correlations.ready()) {
            vectors.correlate(n, count, g, x, tapAt, y, o);
            return;
        }
        correlations.use(n * count, this::correlating);
        scalars.correlate(n, count, g, x, tapAt, y, o);
    }

    @Override
    public void sums(int n, Object x, Object y, int o) {
        if (sums.ready()) {
            vectors.sums(n, x, y, o);
            return;
        }
        sums.use(32 * n, this::summing);
        scalars.sums(n, x, y, o);
    }

    private WarmUp.Exercise addingTaps() {
        int[] at = places();
        Object x = array(N + TAPS);
        Object w = array(TAPS);
        Object y = array(N);
        return new WarmUp.Exercise(
                4.0 * N * TAPS,
                () -> {
                    vectors.taps(N, TAPS, w, 0, w, 0, at, x, 0, at, y, 0);
                    vectors.taps(N, TAPS - 1, w, 0, w, 0, at, x, 0, at, y, 0);
                },
                () -> vectors.taps(lanes(), 2, w, 0, w, 0, at, x, 0, at, y, 0));
    }

    private WarmUp.Exercise correlating() {
        int[] at = places();
        Object x = array(N + TAPS);
        Object g = array(N);
        Object y = array(32 * TAPS);
        return new WarmUp.Exercise(
                4.0 * N * TAPS,
                () -> {
                    vectors.correlate(N, TAPS, g, x, at, y, 0);
                    vectors.correlate(N, TAPS - 2, g, x, at, y, 0);
                },
                () -> vectors.correlate(32, 1, g, x, at, y, 0));
    }

    private WarmUp.Exercise summing() {
        int n = 16;
        Object x = array(32 * n);
        Object y = array(n);
        return new WarmUp.Exercise(32.0 * n, () -> vectors.sums(n, x, y, 0), () -> vectors.sums(1, x, y, 0));
    }

    private static int[] places() {
        int[] at = new int[TAPS];
        Arrays.setAll(at, i -> i);
        return at;
    }

    private Object array(int n) {
        return Array.newInstance(type.carrier(), n);
    }
}
