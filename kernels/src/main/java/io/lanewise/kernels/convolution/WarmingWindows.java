package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.WarmUp;
import java.lang.reflect.Array;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Loops of square windows in vectors that scalar ones of the same bits stand in for until they are compiled. */
final class WarmingWindows implements WindowKernels {
    /** Multiplications, or elements, after which vectors pay. */
    private static final int WORTH = 1 << 14;

    private static final int CHANNELS = 2;

    private static final int ROWS = 5;

    private final ElementType type;
    private final WindowKernels vectors;
    private final WindowKernels scalars;
    private final Map<Form, WarmUp.Kernel> states = new ConcurrentHashMap<>();

    WarmingWindows(ElementType type, WindowKernels vectors, WindowKernels scalars) {
        this.type = type;
        this.vectors = vectors;
        this.scalars = scalars;
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
    public boolean fits(Form form) {
        return vectors.fits(form);
    }

    @Override
    public void windows(
            int n,
            Size size,
            Object s,
            int so,
            int sStep,
            Object w,
            int wo,
            Object x,
            int xo,
            int xStep,
            Object y,
            int o,
            int yStep) {
        var state = states.computeIfAbsent(size.form(), _ -> new WarmUp.Kernel(WORTH));
        if (state.ready()) {
            vectors.windows(n, size, s, so, sStep, w, wo, x, xo, xStep, y, o, yStep);
            return;
        }
        state.use(n * size.elements() * size.taps(), () -> summing(size.form()));
        scalars.windows(n, size, s, so, sStep, w, wo, x, xo, xStep, y, o, yStep);
    }

    /** Rows of vectors at both sides and between. */
    private WarmUp.Exercise summing(Form form) {
        int width = 3 * lanes() + 1;
        int side = form.kernel() / 2;
        var many = new Size(form, ROWS * form.down(), width * form.across(), side, side, ROWS, width);
        var one = new Size(form, 1, 1, side, side, 1, 1);
        int in = many.inElements();
        int out = many.elements();
        Object w = array(CHANNELS * many.taps());
        Object x = array(side + CHANNELS * in + many.beyond(lanes()) + one.beyond(lanes()));
        Object y = array(CHANNELS * out);
        return new WarmUp.Exercise(
                2.0 * CHANNELS * out * many.taps(),
                () -> vectors.windows(CHANNELS, many, w, 0, 1, w, 0, x, side, in, y, 0, out),
                () -> vectors.windows(1, one, w, 0, 1, w, 0, x, side, in, y, 0, out));
    }

    private Object array(int n) {
        return Array.newInstance(type.carrier(), n);
    }
}
