package io.lanewise.kernels;

import org.jspecify.annotations.Nullable;

/** An elementwise kernel in vectors that its scalar variant stands in for until it is compiled. */
final class WarmingMap implements MapKernel {
    /** Elements after which vectors pay. */
    private static final int WORTH = 1 << 12;

    /** For an element, about; cheap functions are held up by memory. */
    private static final double OPERATIONS = 10;

    private static final int LONG = 64;

    private final MapKernel vector;
    private final MapKernel scalar;
    private final WarmUp.Kernel state = new WarmUp.Kernel(WORTH);

    WarmingMap(MapKernel vector, MapKernel scalar) {
        this.vector = vector;
        this.scalar = scalar;
    }

    @Override
    public void run(
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
            double[] params) {
        if (state.ready()) {
            vector.run(a, ao, as, b, bo, bs, c, co, cs, d, doff, ds, out, oo, os, n, params);
            return;
        }
        state.use(n, () -> exercise(a, ao, b, bo, c, co, d, doff, out, WarmUp.shortened(n, LONG), params.clone()));
        scalar.run(a, ao, as, b, bo, bs, c, co, cs, d, doff, ds, out, oo, os, n, params);
    }

    /** On copies of what it was called with; into another array and, where it can be, in place. */
    private WarmUp.Exercise exercise(
            Object a,
            int ao,
            @Nullable Object b,
            int bo,
            @Nullable Object c,
            int co,
            @Nullable Object d,
            int doff,
            Object out,
            int n,
            double[] params) {
        Object x = WarmUp.copy(a, ao, n);
        Object y = b == null ? null : WarmUp.copy(b, bo, n);
        Object z = c == null ? null : WarmUp.copy(c, co, n);
        Object w = d == null ? null : WarmUp.copy(d, doff, n);
        Object to = WarmUp.copy(out, 0, n);
        Object first = a.getClass() == out.getClass() ? WarmUp.copy(a, ao, n) : x;
        return new WarmUp.Exercise(
                2 * OPERATIONS * n,
                () -> {
                    vector.run(x, 0, 1, y, 0, 1, z, 0, 1, w, 0, 1, to, 0, 1, n, params);
                    vector.run(first, 0, 1, y, 0, 1, z, 0, 1, w, 0, 1, first == x ? to : first, 0, 1, n, params);
                },
                () -> vector.run(x, 0, 1, y, 0, 1, z, 0, 1, w, 0, 1, to, 0, 1, Math.min(n, 1), params));
    }
}
