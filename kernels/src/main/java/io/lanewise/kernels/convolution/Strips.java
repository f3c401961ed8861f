package io.lanewise.kernels.convolution;

import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import java.lang.reflect.Array;

/**
 * Convolutions by square windows whose groups have one channel. Rows of the image are laid out with their padding, as many
 * as half of the first cache holds: of a large channel a strip at a time, of small ones several together, since what was
 * just written is slow to read. Then a loop over the rows of windows reads each of them once.
 */
final class Strips {
    /** Vectors are read and written beyond the last element. */
    private static final int SLACK = 80;

    /** Products that are worth another thread. */
    private static final int GRAIN = 1 << 17;

    private final Convolver convolver;
    private final WindowKernels kernels;
    private final int images;
    private final int groups;
    private final int filters;
    private final int kernel;
    private final int stride;
    private final int inHeight;
    private final int inWidth;
    private final int above;
    private final int left;
    private final int height;
    private final int width;

    /** The elements of a row with its padding. */
    private final int row;

    /** The rows of windows of a strip. */
    private final int rows;

    /** The elements of a strip of one channel. */
    private final int step;

    /** The channels that are laid out together. */
    private final int together;

    private Strips(Convolver convolver, ConvolutionShape s, int[] in, int above, int left, int[] out, int stride) {
        this.convolver = convolver;
        images = s.images();
        groups = s.groups();
        filters = s.filters();
        kernel = s.kernel()[1];
        this.stride = stride;
        inHeight = in[1];
        inWidth = in[2];
        this.above = above;
        this.left = left;
        height = out[1];
        width = out[2];
        kernels = narrowed(convolver, width);
        row = (width - 1) * stride + kernel;
        int elements = Cpu.l1Bytes() / 2 / convolver.type.bytes();
        int most = Math.max(1, (elements / row - kernel) / stride + 1);
        int strips = Math.ceilDiv(height, most);
        rows = Math.ceilDiv(height, strips);
        step = ((rows - 1) * stride + kernel) * row;
        together = strips > 1 || filters > 1 ? 1 : Math.clamp(elements / step, 1, 32);
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
        return isFlat(s)
                && s.before()[1] >= 0
                && s.before()[2] >= 0
                && convolver.windows.getFirst().fits(s.kernel()[1], s.stride()[1]);
    }

    /** Whether gradients by data are windows of the gradient: of stride 1, by the filter turned around. */
    static boolean fitData(Convolver convolver, ConvolutionShape s) {
        return isFlat(s)
                && s.filters() == 1
                && s.stride()[1] == 1
                && s.before()[1] < s.kernel()[1]
                && s.before()[2] < s.kernel()[2]
                && convolver.windows.getFirst().fits(s.kernel()[1], 1);
    }

    private static boolean isFlat(ConvolutionShape s) {
        return s.in()[0] == 1
                && s.kernel()[0] == 1
                && s.out()[0] == 1
                && s.before()[0] == 0
                && s.kernel()[1] == s.kernel()[2]
                && s.stride()[1] == s.stride()[2]
                && s.dilation()[1] == 1
                && s.dilation()[2] == 1;
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
        new Strips(convolver, s, s.in(), s.before()[1], s.before()[2], s.out(), s.stride()[1])
                .run(x, xo, w, wo, epilogue, y, yo);
    }

    static void data(Convolver convolver, ConvolutionShape s, Object w, int wo, Object g, int go, Object x, int xo) {
        int taps = s.taps();
        Object turned = Recycler.take(convolver.type.carrier(), s.groups() * taps);
        turn(s.groups() * taps, taps, w, wo, turned);
        int last = s.kernel()[1] - 1;
        new Strips(convolver, s, s.out(), last - s.before()[1], last - s.before()[2], s.in(), 1)
                .run(g, go, turned, 0, Epilogue.STORE, x, xo);
        Recycler.give(turned);
    }

    /** Reverses each {@code taps} of n elements. */
    private static void turn(int n, int taps, Object from, int offset, Object to) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int i = 0; i < n; i++) {
                y[i] = x[offset + i + taps - 1 - 2 * (i % taps)];
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int i = 0; i < n; i++) {
                y[i] = x[offset + i + taps - 1 - 2 * (i % taps)];
            }
        }
    }

    private void run(Object x, int xo, Object w, int wo, Epilogue epilogue, Object y, int yo) {
        Class<?> carrier = convolver.type.carrier();
        Object bias = epilogue.bias();
        Object start = bias == null ? Array.newInstance(carrier, 1) : bias;
        Sums sums = new Sums(start, bias == null ? 0 : epilogue.biasOffset(), bias == null ? 0 : 1, w, wo);
        long work = (long) height * width * kernel * kernel * filters;
        Pool.ranges((long) images * groups, Math.max(1, GRAIN / work), (from, until) -> {
            Object laid = Recycler.take(carrier, together * step + SLACK);
            Object last = Recycler.take(carrier, rows * width + SLACK);
            Planes.zero(laid, 0, together * step + SLACK);
            for (int i = (int) from; i < until; ) {
                int n = (int) Math.min(Math.min(together, until - i), groups - i % groups);
                for (int r = 0; r < height; r += rows) {
                    int some = Math.min(rows, height - r);
                    lay(n, r, some, x, xo + i * inHeight * inWidth, laid);
                    for (int f = 0; f < filters; f++) {
                        int filter = i % groups * filters + f;
                        int to = yo + (i * filters + f) * height * width + r * width;
                        int apart = r + some == height ? apart(n, until - i) : 0;
                        sums(sums, filter, n - apart, some, laid, 0, y, to);
                        if (apart > 0) {
                            int copied = ((apart - 1) * height + some) * width;
                            sums(sums, filter + n - apart, apart, some, laid, (n - apart) * step, last, 0);
                            System.arraycopy(last, 0, y, to + (n - apart) * height * width, copied);
                        }
                        epilogue.activate(y, to, ((n - 1) * height + some) * width);
                    }
                }
                i += n;
            }
            Recycler.give(laid);
            Recycler.give(last);
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
        int beyond = Math.max(0, kernels.lanes() - width);
        int channels = Math.ceilDiv(beyond, height * width);
        return filters > 1 ? Math.min(channels, n) : (int) Math.clamp(channels - (left - n), 0, n);
    }

    /** Where the sums of each filter start, at steps of 0 or 1 elements, and the filters. */
    private record Sums(Object start, int so, int sStep, Object w, int wo) {}

    /** So many rows of windows of n channels. The last vector may reach beyond a narrow row. */
    private void sums(Sums sums, int filter, int n, int some, Object laid, int lo, Object y, int yo) {
        int so = sums.so + sums.sStep * filter;
        int wo = sums.wo + filter * kernel * kernel;
        kernels.windows(
                n,
                kernel,
                stride,
                some,
                width,
                sums.start,
                so,
                sums.sStep,
                sums.w,
                wo,
                laid,
                lo,
                row,
                step,
                y,
                yo,
                height * width);
    }

    /** Lays out the rows of n channels that so many rows of windows from {@code first} on meet. */
    private void lay(int n, int first, int some, Object x, int xo, Object laid) {
        int top = first * stride - above;
        int end = top + (some - 1) * stride + kernel;
        int from = Math.clamp(0, top, end);
        int until = Math.clamp(inHeight, from, end);
        int copied = Math.min(inWidth, row - left);
        if (some < height) {
            Planes.zero(laid, 0, (from - top) * row);
            Planes.zero(laid, (until - top) * row, (end - until) * row);
        }
        if (copied > 0) {
            int at = xo + from * inWidth;
            int to = (from - top) * row + left;
            kernels.pad(n, until - from, copied, x, at, inWidth, inHeight * inWidth, laid, to, row, step);
        }
    }
}
