package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.WarmUp;
import java.lang.reflect.Array;
import java.util.Arrays;

/** Loops of square windows in vectors that scalar ones of the same bits stand in for until they are compiled. */
final class WarmingWindows implements WindowKernels {
    /** Multiplications, or elements, after which vectors pay. */
    private static final int WORTH = 1 << 14;

    private static final int CHANNELS = 2;

    /** Some at once, and one more. */
    private static final int ROWS = 5;

    /** What vectors may read and write beyond the last element. */
    private static final int SLACK = 80;

    private static final int MOST_KERNEL = 5;
    private static final int MOST_STRIDE = 2;

    private final ElementType type;
    private final WindowKernels vectors;
    private final WindowKernels scalars;
    private final WarmUp.Kernel padding = new WarmUp.Kernel(WORTH);
    private final WarmUp.Kernel[] windows = new WarmUp.Kernel[MOST_KERNEL * MOST_STRIDE];

    WarmingWindows(ElementType type, WindowKernels vectors, WindowKernels scalars) {
        this.type = type;
        this.vectors = vectors;
        this.scalars = scalars;
        Arrays.setAll(windows, _ -> new WarmUp.Kernel(WORTH));
    }

    /** The loops for vectors of {@code bits} bits, 0 for scalar code. */
    static WindowKernels of(ElementType type, int bits) {
        WindowKernels kernels = WindowTable.of(type, bits);
        return bits > 0 && WarmUp.on() ? new WarmingWindows(type, kernels, WindowTable.of(type, 0)) : kernels;
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public boolean fits(int kernel, int stride) {
        return kernel <= MOST_KERNEL && stride <= MOST_STRIDE && vectors.fits(kernel, stride);
    }

    @Override
    public void pad(
            int n, int rows, int width, Object x, int xo, int xRow, int xStep, Object y, int o, int yRow, int yStep) {
        if (padding.ready()) {
            vectors.pad(n, rows, width, x, xo, xRow, xStep, y, o, yRow, yStep);
            return;
        }
        padding.use(n * rows * width, this::padding);
        scalars.pad(n, rows, width, x, xo, xRow, xStep, y, o, yRow, yStep);
    }

    @Override
    public void windows(
            int n,
            int kernel,
            int stride,
            int rows,
            int width,
            Object s,
            int so,
            int sStep,
            Object w,
            int wo,
            Object x,
            int xo,
            int xRow,
            int xStep,
            Object y,
            int o,
            int yStep) {
        var state = windows[(kernel - 1) * MOST_STRIDE + stride - 1];
        if (state.ready()) {
            vectors.windows(n, kernel, stride, rows, width, s, so, sStep, w, wo, x, xo, xRow, xStep, y, o, yStep);
            return;
        }
        state.use(n * rows * width * kernel * kernel, () -> summing(kernel, stride));
        scalars.windows(n, kernel, stride, rows, width, s, so, sStep, w, wo, x, xo, xRow, xStep, y, o, yStep);
    }

    /** Rows of many vectors, of a few and of less than one. */
    private WarmUp.Exercise padding() {
        int lanes = lanes();
        int[] widths = {5 * lanes + 1, 2 * lanes + 1, lanes - 1};
        int step = ROWS * widths[0];
        Object x = array(CHANNELS * step);
        Object y = array(CHANNELS * step + SLACK);
        return new WarmUp.Exercise(
                2.0 * CHANNELS * ROWS * Arrays.stream(widths).sum(),
                () -> {
                    for (int width : widths) {
                        vectors.pad(CHANNELS, ROWS, width, x, 0, width, step, y, 0, width, step);
                    }
                },
                () -> vectors.pad(1, 1, 1, x, 0, 1, step, y, 0, 1, step));
    }

    private WarmUp.Exercise summing(int kernel, int stride) {
        int width = 3 * lanes() + 1;
        int row = (width - 1) * stride + kernel;
        int step = ((ROWS - 1) * stride + kernel) * row;
        int result = ROWS * width;
        Object w = array(CHANNELS * kernel * kernel);
        Object x = array(CHANNELS * step + SLACK);
        Object y = array(CHANNELS * result + SLACK);
        return new WarmUp.Exercise(
                2.0 * CHANNELS * result * kernel * kernel,
                () -> vectors.windows(
                        CHANNELS, kernel, stride, ROWS, width, w, 0, 1, w, 0, x, 0, row, step, y, 0, result),
                () -> vectors.windows(1, kernel, stride, 1, 1, w, 0, 1, w, 0, x, 0, row, step, y, 0, result));
    }

    private Object array(int n) {
        return Array.newInstance(type.carrier(), n);
    }
}
