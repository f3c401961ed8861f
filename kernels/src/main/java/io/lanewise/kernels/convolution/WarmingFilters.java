package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.WarmUp;
import java.lang.reflect.Array;

/** Sums of few filters in vectors that scalar ones of the same bits stand in for until they are compiled. */
final class WarmingFilters implements FilterKernels {
    /** Multiplications after which vectors pay. */
    private static final int WORTH = 1 << 14;

    /** With so many, and then so few, tiles of each height have their turn. */
    private static final int MANY = 6 + 4;

    private static final int FEW = 2 + 1;

    private static final int TERMS = 64;

    private final ElementType type;
    private final FilterKernels vectors;
    private final FilterKernels scalars;
    private final WarmUp.Kernel filters = new WarmUp.Kernel(WORTH);

    WarmingFilters(ElementType type, FilterKernels vectors, FilterKernels scalars) {
        this.type = type;
        this.vectors = vectors;
        this.scalars = scalars;
    }

    /** The loops for vectors of {@code bits} bits, 0 for scalar code. */
    static FilterKernels of(ElementType type, int bits) {
        FilterKernels kernels = FilterTable.of(type, bits);
        return bits > 0 && WarmUp.on() ? new WarmingFilters(type, kernels, FilterTable.of(type, 0)) : kernels;
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public void filters(
            int n,
            int count,
            int terms,
            boolean adds,
            Object start,
            int so,
            int sStep,
            Object w,
            int wo,
            int wStep,
            Object x,
            int xo,
            int[] termAt,
            int first,
            Object y,
            int o,
            int yStep) {
        if (filters.ready()) {
            vectors.filters(n, count, terms, adds, start, so, sStep, w, wo, wStep, x, xo, termAt, first, y, o, yStep);
            return;
        }
        filters.use((int) Math.min((long) n * count * terms, Integer.MAX_VALUE), this::exercise);
        scalars.filters(n, count, terms, adds, start, so, sStep, w, wo, wStep, x, xo, termAt, first, y, o, yStep);
    }

    /** Places in tiles of each width there is, down to one vector. */
    private WarmUp.Exercise exercise() {
        int lanes = lanes();
        int places = 10 * lanes;
        int[] at = new int[TERMS];
        Object x = array(places);
        Object w = array(MANY * TERMS);
        Object y = array(MANY * places);
        return new WarmUp.Exercise(
                2.0 * places * (MANY + FEW) * TERMS,
                () -> {
                    for (int n = lanes; n <= 4 * lanes; n += lanes) {
                        run(n, MANY, TERMS, w, x, at, y, places);
                        run(n, FEW, TERMS, w, x, at, y, places);
                    }
                },
                () -> run(lanes, 1, 2, w, x, at, y, places));
    }

    private void run(int n, int count, int terms, Object w, Object x, int[] at, Object y, int yStep) {
        vectors.filters(n, count, terms, false, w, 0, 0, w, 0, TERMS, x, 0, at, 0, y, 0, yStep);
    }

    private Object array(int n) {
        return Array.newInstance(type.carrier(), n);
    }
}
