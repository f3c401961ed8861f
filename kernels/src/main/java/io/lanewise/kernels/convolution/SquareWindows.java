package io.lanewise.kernels.convolution;

import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import java.lang.reflect.Array;

/**
 * Convolutions by square windows whose groups have one channel, straight from the image. Vectors read a few elements before
 * and after a channel: those of the array's first and last channels are copied to where there is room. Small channels are
 * taken several at a time, as many as half of the first cache holds.
 */
final class SquareWindows {
    /** Products that are worth another thread. */
    private static final int GRAIN = 1 << 17;

    private static final int[] ONES = {1, 1, 1};

    private final Convolver convolver;
    private final WindowKernels kernels;
    private final WindowKernels.Size size;
    private final int images;
    private final int groups;
    private final int filters;

    /** The channels that are computed together. */
    private final int together;

    private SquareWindows(Convolver convolver, ConvolutionShape s, WindowKernels.Size size) {
        this.convolver = convolver;
        this.size = size;
        images = s.images();
        groups = s.groups();
        filters = s.filters();
        kernels = narrowed(convolver, size.width());
        int elements = Cpu.l1Bytes() / 2 / convolver.type.bytes();
        together = filters > 1 ? 1 : Math.clamp(elements / (size.inElements() + size.elements()), 1, 32);
    }

    /** Vectors that are at most half full are replaced by narrower ones. */
    private static WindowKernels narrowed(Convolver convolver, int width) {
        WindowKernels chosen = convolver.windows.getFirst();
        for (WindowKernels narrower : convolver.windows) {
            chosen = narrower.lanes() >= width ? narrower : chosen;
        }
        return chosen;
    }

    static boolean fit(Convolver convolver, ConvolutionShape s) {
        return isFlat(s) && convolver.windows.getFirst().fits(form(s, s.stride()));
    }

    /** Whether gradients by data are windows of the gradient: of stride 1, by the filter turned around. */
    static boolean fitData(Convolver convolver, ConvolutionShape s) {
        return isFlat(s)
                && s.filters() == 1
                && s.isUnstrided()
                && convolver.windows.getFirst().fits(form(s, ONES));
    }

    private static boolean isFlat(ConvolutionShape s) {
        return s.in()[0] == 1
                && s.kernel()[0] == 1
                && s.out()[0] == 1
                && s.before()[0] == 0
                && isLessThan(s.before()[1], s.kernel()[1])
                && isLessThan(s.before()[2], s.kernel()[2])
                && s.kernel()[1] == s.kernel()[2]
                && s.dilation()[1] == 1
                && s.dilation()[2] == 1;
    }

    private static boolean isLessThan(int padding, int kernel) {
        return padding >= 0 && padding < kernel;
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
        of(convolver, s, s.in(), s.before()[1], s.before()[2], s.out(), s.stride())
                .run(x, xo, w, wo, epilogue, y, yo);
    }

    static void data(Convolver convolver, ConvolutionShape s, Object w, int wo, Object g, int go, Object x, int xo) {
        Object turned = TurnedFilters.take(convolver.type, s, w, wo);
        int last = s.kernel()[1] - 1;
        of(convolver, s, s.out(), last - s.before()[1], last - s.before()[2], s.in(), ONES)
                .run(g, go, turned, 0, Epilogue.STORE, x, xo);
        Recycler.give(turned);
    }

    private static SquareWindows of(
            Convolver convolver, ConvolutionShape s, int[] in, int above, int left, int[] out, int[] stride) {
        var size = new WindowKernels.Size(form(s, stride), in[1], in[2], above, left, out[1], out[2]);
        return new SquareWindows(convolver, s, size);
    }

    private static WindowKernels.Form form(ConvolutionShape s, int[] stride) {
        return new WindowKernels.Form(s.kernel()[1], stride[1], stride[2]);
    }

    private void run(Object x, int xo, Object w, int wo, Epilogue epilogue, Object y, int yo) {
        Class<?> carrier = convolver.type.carrier();
        Object bias = epilogue.bias();
        Object start = bias == null ? Array.newInstance(carrier, 1) : bias;
        Sums sums = new Sums(start, bias == null ? 0 : epilogue.biasOffset(), bias == null ? 0 : 1, w, wo);
        int beyond = size.beyond(kernels.lanes());
        int in = size.inElements();
        int out = size.elements();
        long work = (long) out * size.taps() * filters;
        Pool.ranges((long) images * groups, Math.max(1, GRAIN / work), (from, until) -> {
            for (int i = (int) from; i < until; ) {
                int n = (int) Math.min(Math.min(together, until - i), groups - i % groups);
                int at = xo + i * in;
                boolean reaches = at < size.left() || at + (long) n * in + beyond > Array.getLength(x);
                Object image = reaches ? Recycler.take(carrier, size.left() + n * in + beyond) : x;
                if (reaches) {
                    System.arraycopy(x, at, image, size.left(), n * in);
                }
                int first = reaches ? size.left() : at;
                for (int f = 0; f < filters; f++) {
                    int filter = i % groups * filters + f;
                    int to = yo + (i * filters + f) * out;
                    int apart = apart(n, until - i);
                    sums(sums, filter, n - apart, image, first, y, to);
                    if (apart > 0) {
                        Object last = Recycler.take(carrier, apart * out + kernels.lanes());
                        sums(sums, filter + n - apart, apart, image, first + (n - apart) * in, last, 0);
                        System.arraycopy(last, 0, y, to + (n - apart) * out, apart * out);
                        Recycler.give(last);
                    }
                    epilogue.activate(y, to, n * out);
                }
                if (reaches) {
                    Recycler.give(image);
                }
                i += n;
            }
        });
    }

    /**
     * How many of the last channels are computed in an array of their own: in place, the last vector of a narrow row would
     * reach beyond the channels that this thread has yet to compute.
     *
     * @param n channels that are computed together
     * @param left channels from these on
     */
    private int apart(int n, long left) {
        int beyond = Math.max(0, kernels.lanes() - size.width());
        int channels = Math.ceilDiv(beyond, size.elements());
        return filters > 1 ? Math.min(channels, n) : (int) Math.clamp(channels - (left - n), 0, n);
    }

    /** Where the sums of each filter start, at steps of 0 or 1 elements, and the filters. */
    private record Sums(Object start, int so, int sStep, Object w, int wo) {}

    /** The windows of n channels. The last vector may reach beyond a narrow row. */
    private void sums(Sums sums, int filter, int n, Object x, int xo, Object y, int yo) {
        int so = sums.so + sums.sStep * filter;
        int wo = sums.wo + filter * size.taps();
        kernels.windows(
                n, size, sums.start, so, sums.sStep, sums.w, wo, x, xo, size.inElements(), y, yo, size.elements());
    }
}
