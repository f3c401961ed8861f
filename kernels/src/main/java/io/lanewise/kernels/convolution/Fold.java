package io.lanewise.kernels.convolution;

import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.PanelSource;

/**
 * The transpose of a strided convolution by its images, by way of their patches: the product of the transposed weights, as
 * they lie, and the gradient has an element for each tap of each channel's windows, and what windows share is added up.
 * A few channels at a time, so that their patches stay in the cache. The taps of an element are added in their order, of
 * large images some lines after the others.
 */
final class Fold {
    /** Elements of the patches of some channels that are held at a time. */
    private static final int BLOCK = 1 << 17;

    /** The most elements of patches: a channel with more is taken some lines of windows at a time. */
    private static final int MOST = 1 << 20;

    private final Convolver convolver;
    private final ConvolutionShape s;
    private final int windows;
    private final int taps;

    /** How many images are taken together. */
    private final int together;

    /** How the gradient of a channel is held while patches are added to it: rows of windows are runs. */
    private final Planes planes;

    /** Where the first window's element of each tap lies in it. */
    private final int[] tapAt;

    Fold(Convolver convolver, ConvolutionShape s, int together) {
        this.convolver = convolver;
        this.s = s;
        this.together = together;
        windows = s.outElements();
        taps = s.taps();
        planes = new Planes(s.in(), s.before(), s.stride(), s.places(), s.out());
        tapAt = planes.elements(1, s.places());
    }

    /** Writes the gradient x of the images, of a gradient g of the results. */
    void write(Object w, int wo, Object g, int go, Object x, int xo) {
        int most = (int) Math.clamp(BLOCK / Math.max(1, (long) taps * together * windows), 1, s.channels());
        int blocks = Math.ceilDiv(s.channels(), most);
        Convolver.all(Math.ceilDiv(s.images(), together) * s.groups() * blocks, i -> {
            int channel = i % blocks * most;
            int group = i / blocks % s.groups();
            int image = i / blocks / s.groups() * together;
            int weights = wo + (group * s.filters() * s.channels() + channel) * taps;
            int gradient = go + (image * s.groups() + group) * s.filters() * windows;
            int to = xo + ((image * s.groups() + group) * s.channels() + channel) * s.inElements();
            int images = Math.min(together, s.images() - image);
            channels(images, Math.min(most, s.channels() - channel), w, weights, g, gradient, x, to);
        });
    }

    /** Some channels of a group of some images. */
    private void channels(int images, int channels, Object w, int wo, Object g, int go, Object x, int xo) {
        int size = s.inElements();
        int imageStep = s.groups() * s.channels() * size;
        int rows = channels * taps;
        int lines = s.out()[0] * s.out()[1];
        int width = s.out()[2];
        int some = Math.min(lines, linesAtATime());
        PanelSource gradients = images == 1 && some >= lines ? null : gradients(images, g, go);
        PatchProduct product = new PatchProduct(
                convolver.product, convolver.type, rows, s.filters(), w, wo, 1, s.channels() * taps, null, null);
        Class<?> carrier = convolver.type.carrier();
        Object patches = Recycler.take(carrier, Math.multiplyExact(rows, images * some * width));
        int held = Math.multiplyExact(images * channels, planes.channelStep);
        Object sums = Recycler.take(carrier, held);
        Planes.zero(sums, 0, held);
        for (int line = 0; line < lines; line += some) {
            int end = Math.min(lines, line + some);
            int columns = images * (end - line) * width;
            PanelSource from = gradients == null || line == 0 ? gradients : after(line * width, gradients);
            product.run(1, columns, from, g, go, Epilogue.STORE, patches, 0, 0);
            for (int i = 0; i < images * channels; i++) {
                int at = i % channels * taps * columns + i / channels * windows;
                add(line, end, patches, at, columns, sums, i * planes.channelStep);
            }
        }
        for (int i = 0; i < images * channels; i++) {
            int to = xo + i / channels * imageStep + i % channels * size;
            planes.pick(convolver.kernels, sums, i * planes.channelStep, x, to);
        }
        Recycler.give(sums);
        Recycler.give(patches);
    }

    /** By the sizes of one image alone, on which bits may depend; all lines where images may be taken together. */
    private int linesAtATime() {
        int width = Math.max(1, s.out()[2]);
        long most = MOST / Math.max(1, (long) taps * width);
        return (int) Math.clamp(most, Math.ceilDiv(Convolver.COLUMNS, width), Integer.MAX_VALUE);
    }

    /** The columns of a source from one on. */
    private static PanelSource after(int first, PanelSource source) {
        return (k0, kc, from, until, to, offset, step) ->
                source.pack(k0, kc, first + from, first + until, to, offset, step);
    }

    /** The gradients of several images side by side. */
    private PanelSource gradients(int images, Object g, int go) {
        Planes planes = Planes.asIs(s.out());
        int step = s.groups() * s.filters() * windows;
        try (Laid laid =
                Laid.of(convolver.type, convolver.kernels, planes, windows, s.filters(), images, g, go, step)) {
            return laid.patches(planes.elements(s.filters(), Planes.ORIGIN), s.out(), false);
        }
    }

    /** Adds the patches of a channel's lines, a row of windows for each tap, to what is held of it. */
    private void add(int line, int end, Object patches, int po, int step, Object y, int yo) {
        int high = s.out()[1];
        int width = s.out()[2];
        for (int t = 0; t < taps; t++) {
            for (int from = line; from < end; ) {
                int depth = from / high;
                int until = Math.min(end, (depth + 1) * high);
                int at = po + t * step + (from - line) * width;
                int to = yo + tapAt[t] + planes.line(depth, from % high);
                convolver.kernels.add(until - from, width, patches, at, y, to, planes.line(0, 1));
                from = until;
            }
        }
    }
}
