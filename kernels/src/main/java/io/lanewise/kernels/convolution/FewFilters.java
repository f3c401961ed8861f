package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.ProductCall;
import java.lang.reflect.Array;

/**
 * Convolutions whose groups have few filters: to pack windows for a matrix product would take about as long as the product.
 * Terms are read from the planes that the images are laid out in, and sums computed at every place from a block's first
 * window to its last, those between rows of windows too, so that one loop runs over all of them.
 */
final class FewFilters {
    /** Vectors are read and written beyond the last element. */
    private static final int SLACK = 16;

    /** Products that are worth another thread. */
    private static final int GRAIN = 1 << 17;

    /** With more filters a product is faster. */
    private static final int MOST = 32;

    /** Places are computed in vectors of so many at most. */
    private static final int VECTOR = 16;

    /** With fewer filters or channels Winograd's way is no faster. */
    private static final int LEAST_FOR_WINOGRAD = 32;

    /** The same for windows. */
    private static final int LEAST_WINDOWS_FOR_WINOGRAD = 128;

    private final ElementType type;
    private final PatchKernels copies;
    private final FilterKernels kernels;
    private final ConvolutionShape s;
    private final Planes planes;
    private final int[] termAt;

    /** Rows of windows that are computed together. */
    private final int rows;

    private FewFilters(Convolver convolver, ConvolutionShape s) {
        this.type = convolver.type;
        this.copies = convolver.kernels;
        this.kernels = convolver.filters;
        this.s = s;
        planes = new Planes(s.in(), s.before(), s.stride(), s.places(), s.out());
        termAt = planes.elements(s.channels(), s.places());
        int places = Cpu.l1Bytes() / 2 / type.bytes() / s.filters();
        rows = Math.clamp(places / planes.line(0, 1), 1, s.out()[1]);
    }

    /** Whether this is the fastest way, as measured; it does not depend on the number of images. */
    static boolean fit(ConvolutionShape s) {
        return s.taps() > 1 && s.filters() <= MOST && isDense(s) && !isFasterByWinograd(s);
    }

    /** Whether at least half of the sums are those of windows. */
    private static boolean isDense(ConvolutionShape s) {
        int[] out = s.out();
        int reach = (s.kernel()[2] - 1) * s.dilation()[2] / s.stride()[2];
        long places = (out[1] - 1L) * (out[2] + reach) + out[2];
        return 2L * out[1] * out[2] >= Math.ceilDiv(places, VECTOR) * VECTOR;
    }

    private static boolean isFasterByWinograd(ConvolutionShape s) {
        return Winograd.fits(s)
                && Math.min(s.channels(), s.filters()) >= LEAST_FOR_WINOGRAD
                && s.outElements() >= LEAST_WINDOWS_FOR_WINOGRAD;
    }

    static void forward(
            Convolver convolver,
            ConvolutionShape s,
            Object x,
            int xo,
            Object w,
            int wo,
            Epilogue epilogue,
            Object y,
            int yo) {
        FewFilters few = new FewFilters(convolver, s);
        Convolver.all(s.images() * s.groups(), i -> {
            int group = i % s.groups();
            int from = xo + i * s.channels() * s.inElements();
            int filters = wo + group * s.filters() * few.termAt.length;
            int to = yo + i * s.filters() * s.outElements();
            few.run(x, from, w, filters, epilogue.from(group * s.filters()), y, to);
        });
    }

    /** Whether the gradient by data is such a convolution. */
    static boolean fitData(ConvolutionShape s) {
        return s.isUnstrided() && s.isPaddedWithinWindows() && fit(s.transposed());
    }

    /** The gradient by data: a convolution of the gradient by the filters turned around, one for each channel. */
    static void data(Convolver convolver, ConvolutionShape s, Object w, int wo, Object g, int go, Object x, int xo) {
        Object turned = TurnedFilters.take(convolver.type, s, w, wo);
        forward(convolver, s.transposed(), g, go, turned, 0, Epilogue.STORE, x, xo);
        Recycler.give(turned);
    }

    /** One group of an image. */
    private void run(Object x, int xo, Object w, int wo, Epilogue epilogue, Object y, int yo) {
        int step = planes.channelStep;
        Object laid = Recycler.take(type.carrier(), Math.addExact(Math.multiplyExact(s.channels(), step), SLACK));
        Pool.ranges(s.channels(), Math.max(1, (1 << 15) / Math.max(1, step)), (from, until) -> {
            for (int c = (int) from; c < until; c++) {
                planes.fill(copies, x, xo + c * s.inElements(), laid, c * step);
            }
        });
        int perDepth = Math.ceilDiv(s.out()[1], rows);
        long work = (long) rows * s.out()[2] * s.filters() * termAt.length;
        Pool.ranges((long) s.out()[0] * perDepth, Math.max(1, GRAIN / Math.max(1, work)), (from, until) -> {
            int width = s.out()[2];
            int sumStep = (rows - 1) * planes.line(0, 1) + width + SLACK;
            Object sums = Recycler.take(type.carrier(), s.filters() * sumStep);
            for (int i = (int) from; i < until; i++) {
                int depth = i / perDepth;
                int row = i % perDepth * rows;
                int n = Math.min(rows, s.out()[1] - row);
                sums(n, w, wo, laid, planes.line(depth, row), epilogue, sums, sumStep);
                int to = yo + (depth * s.out()[1] + row) * width;
                for (int f = 0; f < s.filters(); f++) {
                    int at = to + f * s.outElements();
                    copies.lay(n, width, 0, sums, f * sumStep, planes.line(0, 1), 1, y, at, width, at + n * width);
                    epilogue.activate(y, at, n * width);
                }
            }
            Recycler.give(sums);
        });
        Recycler.give(laid);
    }

    private void sums(int n, Object w, int wo, Object laid, int at, Epilogue epilogue, Object sums, int sumStep) {
        int places = (n - 1) * planes.line(0, 1) + s.out()[2];
        Object bias = epilogue.bias();
        Object start = bias == null ? Array.newInstance(type.carrier(), 1) : bias;
        int so = bias == null ? 0 : epilogue.biasOffset();
        int depth = termAt.length;
        for (int p = 0; p < ProductCall.blocks(depth); p++) {
            int first = ProductCall.block(depth, p);
            int terms = ProductCall.block(depth, p + 1) - first;
            kernels.filters(
                    places,
                    s.filters(),
                    terms,
                    p > 0,
                    start,
                    so,
                    bias == null ? 0 : 1,
                    w,
                    wo + first,
                    depth,
                    laid,
                    at,
                    termAt,
                    first,
                    sums,
                    0,
                    sumStep);
        }
    }
}
