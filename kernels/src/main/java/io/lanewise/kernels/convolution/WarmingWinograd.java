package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.WarmUp;
import java.lang.reflect.Array;

/** Transforms in vectors that scalar ones of the same bits stand in for until they are compiled. */
final class WarmingWinograd implements WinogradKernels {
    /** Elements after which vectors pay. */
    private static final int WORTH = 1 << 13;

    /** Of a transformed tile. */
    private static final int ELEMENTS = 36;

    /** For an element of a transformed tile, about. */
    private static final double OPERATIONS = 4;

    private final ElementType type;
    private final WinogradKernels vectors;
    private final WinogradKernels scalars;
    private final WarmUp.Kernel input = new WarmUp.Kernel(WORTH);
    private final WarmUp.Kernel filters = new WarmUp.Kernel(WORTH);
    private final WarmUp.Kernel output = new WarmUp.Kernel(WORTH);

    WarmingWinograd(ElementType type, WinogradKernels vectors, WinogradKernels scalars) {
        this.type = type;
        this.vectors = vectors;
        this.scalars = scalars;
    }

    /** The transforms for vectors of {@code bits} bits, 0 for scalar code. */
    static WinogradKernels of(ElementType type, int bits) {
        WinogradKernels kernels = WinogradTable.of(type, bits);
        return bits > 0 && WarmUp.on() ? new WarmingWinograd(type, kernels, WinogradTable.of(type, 0)) : kernels;
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public void input(
            int rows,
            int width,
            Object x,
            int xo,
            int rowStep,
            int[] columnAt,
            Object buffer,
            Object v,
            int vo,
            int plane) {
        if (input.ready()) {
            vectors.input(rows, width, x, xo, rowStep, columnAt, buffer, v, vo, plane);
            return;
        }
        input.use(rows * width * ELEMENTS, this::input);
        scalars.input(rows, width, x, xo, rowStep, columnAt, buffer, v, vo, plane);
    }

    @Override
    public void filters(
            int n, int rowStep, Object w, int wo, int[] columnAt, Object buffer, Object u, int uo, int plane) {
        if (filters.ready()) {
            vectors.filters(n, rowStep, w, wo, columnAt, buffer, u, uo, plane);
            return;
        }
        filters.use(n * ELEMENTS, this::filters);
        scalars.filters(n, rowStep, w, wo, columnAt, buffer, u, uo, plane);
    }

    @Override
    public void output(
            int n,
            int tileStep,
            Object m,
            int mo,
            int rowStep,
            int[] columnAt,
            Object bias,
            int bo,
            Object buffer,
            Object y,
            int yo,
            int lineStep,
            int step) {
        if (output.ready()) {
            vectors.output(n, tileStep, m, mo, rowStep, columnAt, bias, bo, buffer, y, yo, lineStep, step);
            return;
        }
        output.use(n * ELEMENTS * lanes(), this::output);
        for (int lane = 0; lane < lanes(); lane++) {
            scalars.output(
                    n, tileStep, m, mo + lane, rowStep, columnAt, bias, bo + lane, buffer, y, yo + lane, lineStep,
                    step);
        }
    }

    private WarmUp.Exercise input() {
        int lanes = lanes();
        int width = 2 * lanes;
        int plane = 2 * width;
        int[] columnAt = {0, lanes, 2 * lanes, 3 * lanes, 4 * lanes, 5 * lanes};
        int rowStep = 7 * lanes;
        Object x = array(10 * rowStep);
        Object buffer = array(ELEMENTS * lanes);
        Object v = array(ELEMENTS * plane);
        return new WarmUp.Exercise(
                OPERATIONS * ELEMENTS * plane,
                () -> vectors.input(2, width, x, 0, rowStep, columnAt, buffer, v, 0, plane),
                () -> vectors.input(1, lanes, x, 0, rowStep, columnAt, buffer, v, 0, plane));
    }

    private WarmUp.Exercise filters() {
        int lanes = lanes();
        int n = 2 * lanes;
        int[] columnAt = {0, n, 2 * n};
        Object w = array(9 * n);
        Object buffer = array(ELEMENTS * lanes);
        Object u = array(ELEMENTS * n);
        return new WarmUp.Exercise(
                OPERATIONS * ELEMENTS * n,
                () -> vectors.filters(n, 3 * n, w, 0, columnAt, buffer, u, 0, n),
                () -> vectors.filters(lanes, 3 * n, w, 0, columnAt, buffer, u, 0, n));
    }

    private WarmUp.Exercise output() {
        int lanes = lanes();
        int n = 4;
        int plane = n * lanes;
        int[] columnAt = {0, plane, 2 * plane, 3 * plane, 4 * plane, 5 * plane};
        int lineStep = 4 * plane;
        Object m = array(ELEMENTS * plane);
        Object bias = array(lanes);
        Object buffer = array(ELEMENTS * lanes);
        Object y = array(4 * lineStep);
        return new WarmUp.Exercise(
                OPERATIONS * ELEMENTS * plane,
                () -> vectors.output(n, lanes, m, 0, 6 * plane, columnAt, bias, 0, buffer, y, 0, lineStep, lanes),
                () -> vectors.output(1, lanes, m, 0, 6 * plane, columnAt, bias, 0, buffer, y, 0, lineStep, lanes));
    }

    private Object array(int n) {
        return Array.newInstance(type.carrier(), n);
    }
}
