package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import java.lang.reflect.Array;
import java.util.stream.IntStream;

/**
 * Convolutions whose groups have one channel. There is nothing to multiply as matrices: each tap brings a multiple of the
 * whole laid-out channel, shifted. Sums are computed at every place of a plane, those between the rows of windows too, so
 * that one loop runs over all of them; the windows are then picked out.
 */
final class Depthwise {
    /** Vectors are read and written beyond the last element. */
    private static final int SLACK = 32;

    /** Products that are worth another thread. */
    private static final int GRAIN = 1 << 17;

    private final ElementType type;
    private final PatchKernels copies;
    private final DepthwiseKernels kernels;
    private final ConvolutionShape s;
    private final Planes planes;

    Depthwise(ElementType type, PatchKernels copies, DepthwiseKernels kernels, ConvolutionShape s) {
        this.type = type;
        this.copies = copies;
        this.kernels = kernels;
        this.s = s;
        planes = new Planes(s.in(), s.before(), s.stride(), s.places(), s.out());
    }

    void forward(Object x, int xo, Object w, int wo, Epilogue epilogue, Object y, int yo) {
        int taps = s.taps();
        int[] tapAt = planes.elements(1, s.places());
        int[] weightAt = IntStream.range(0, taps).toArray();
        int windows = s.outElements();
        Object zero = Array.newInstance(type.carrier(), 1);
        Grid grid = new Grid(copies, planes, s.out());
        channels(
                planes,
                1,
                (i, laid, at0) -> planes.fill(copies, x, xo + i * s.inElements(), laid, at0),
                (i, laid, lo, sums) -> {
                    for (int f = 0; f < s.filters(); f++) {
                        int filter = i % s.groups() * s.filters() + f;
                        Object start = epilogue.bias() == null ? zero : epilogue.bias();
                        int startAt = epilogue.bias() == null ? 0 : epilogue.biasOffset() + filter;
                        int at = wo + filter * taps;
                        int to = yo + (i * s.filters() + f) * windows;
                        kernels.taps(grid.places(), taps, start, startAt, w, at, weightAt, laid, lo, tapAt, sums, 0);
                        grid.pick(sums, y, to);
                        epilogue.activate(y, to, windows);
                    }
                });
    }

    void data(Object w, int wo, Object g, int go, Object x, int xo) {
        DataGradient gradient = new DataGradient(s);
        Planes laidOut = gradient.planes;
        int taps = s.taps();
        int windows = s.outElements();
        Object zero = Array.newInstance(type.carrier(), 1);
        int[][] weightAt = gradient.phases.stream()
                .map(phase -> IntStream.range(0, s.filters())
                        .flatMap(f -> IntStream.of(phase.taps()).map(t -> f * taps + t))
                        .toArray())
                .map(Depthwise::reversed)
                .toArray(int[][]::new);
        int[][] tapAt = gradient.phases.stream()
                .map(phase -> reversed(phase.elementAt()))
                .toArray(int[][]::new);
        Grid[] grids = gradient.phases.stream()
                .map(phase -> new Grid(copies, laidOut, phase.count()))
                .toArray(Grid[]::new);
        Layout layout = (i, laid, at0) -> {
            for (int f = 0; f < s.filters(); f++) {
                int from = go + (i * s.filters() + f) * windows;
                laidOut.fill(copies, g, from, laid, at0 + f * laidOut.channelStep);
            }
        };
        channels(laidOut, s.filters(), layout, (i, laid, lo, sums) -> {
            int at = wo + i % s.groups() * s.filters() * taps;
            int to = xo + i * s.inElements();
            for (int p = 0; p < grids.length; p++) {
                DataGradient.Phase phase = gradient.phases.get(p);
                int n = weightAt[p].length;
                kernels.taps(grids[p].places(), n, zero, 0, w, at, weightAt[p], laid, lo, tapAt[p], sums, 0);
                if (grids.length == 1) {
                    grids[p].pick(sums, x, to);
                } else {
                    grids[p].spread(sums, phase.first(), s.stride(), s.in(), x, to);
                }
            }
        });
    }

    void weights(Object x, int xo, Object g, int go, Object w, int wo) {
        int taps = s.taps();
        int[] tapAt = planes.elements(1, s.places());
        Grid grid = new Grid(copies, planes, s.out());
        long grain = Math.max(1, GRAIN / Math.max(1, (long) s.images() * grid.places() * taps * s.filters()));
        Pool.ranges(s.groups(), grain, (from, until) -> {
            Object laid = Recycler.take(type.carrier(), planes.channelStep + SLACK);
            Object gradient = Recycler.take(type.carrier(), planes.channelStep + SLACK);
            Planes.zero(laid, planes.channelStep, SLACK);
            Object lanes = Array.newInstance(type.carrier(), 32 * taps * s.filters());
            for (int group = (int) from; group < until; group++) {
                Planes.zero(lanes, 0, Array.getLength(lanes));
                for (int image = 0; image < s.images(); image++) {
                    int i = image * s.groups() + group;
                    planes.fill(copies, x, xo + i * s.inElements(), laid, 0);
                    for (int f = 0; f < s.filters(); f++) {
                        grid.place(g, go + (i * s.filters() + f) * s.outElements(), gradient, 32);
                        kernels.correlate(grid.places(), taps, gradient, laid, tapAt, lanes, 32 * f * taps);
                    }
                }
                kernels.sums(taps * s.filters(), lanes, w, wo + group * s.filters() * taps);
            }
            Recycler.give(laid);
            Recycler.give(gradient);
        });
    }

    private static int[] reversed(int[] numbers) {
        int last = numbers.length - 1;
        return IntStream.rangeClosed(0, last).map(i -> numbers[last - i]).toArray();
    }

    /** Lays out one channel of an image. */
    @FunctionalInterface
    private interface Layout {
        void run(int i, Object laid, int lo);
    }

    /** Work on one channel of an image that was laid out, with an array for its sums. */
    @FunctionalInterface
    private interface Channel {
        void run(int i, Object laid, int lo, Object sums);
    }

    /** Several channels are laid out before their sums begin: what was just written is slow to read. */
    private void channels(Planes planes, int filters, Layout layout, Channel channel) {
        int step = planes.channelStep * filters;
        long work = (long) planes.channelStep * s.taps() * s.filters();
        int together = Math.clamp(Cpu.l1Bytes() / 2 / type.bytes() / Math.max(1, step), 1, 32);
        Pool.ranges((long) s.images() * s.groups(), Math.max(1, GRAIN / Math.max(1, work)), (from, until) -> {
            Object laid = Recycler.take(type.carrier(), together * step + SLACK);
            Object sums = Recycler.take(type.carrier(), planes.channelStep + SLACK);
            for (int i = (int) from; i < until; i += together) {
                int n = (int) Math.min(together, until - i);
                for (int c = 0; c < n; c++) {
                    layout.run(i + c, laid, c * step);
                }
                for (int c = 0; c < n; c++) {
                    channel.run(i + c, laid, c * step, sums);
                }
            }
            Recycler.give(laid);
            Recycler.give(sums);
        });
    }
}
