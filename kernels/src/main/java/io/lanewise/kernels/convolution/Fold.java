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

    /** For each dimension and tap the first window with an element of the image there, and the one after the last. */
    private final int[][] from = new int[3][];

    private final int[][] until = new int[3][];

    Fold(Convolver convolver, ConvolutionShape s, int together) {
        this.convolver = convolver;
        this.s = s;
        this.together = together;
        windows = s.outElements();
        taps = s.taps();
        for (int d = 0; d < 3; d++) {
            int n = s.kernel()[d];
            from[d] = new int[n];
            until[d] = new int[n];
            for (int k = 0; k < n; k++) {
                int at = tap(d, k);
                int step = s.stride()[d];
                from[d][k] = Math.clamp(Math.ceilDiv(-at, step), 0, s.out()[d]);
                until[d][k] = Math.clamp(Math.floorDiv(s.in()[d] - 1 - at, step) + 1, from[d][k], s.out()[d]);
            }
        }
    }

    /** Where the first window's tap k of a dimension lies in the image; negative in the padding before it. */
    private int tap(int d, int k) {
        return s.first(d, 0) + k * s.dilation()[d];
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
        for (int i = 0; i < images; i++) {
            Planes.zero(x, xo + i * imageStep, channels * size);
        }
        int rows = channels * taps;
        int lines = s.out()[0] * s.out()[1];
        int width = s.out()[2];
        int some = Math.min(lines, linesAtATime());
        PanelSource gradients = images == 1 && some >= lines ? null : gradients(images, g, go);
        PatchProduct product = new PatchProduct(
                convolver.product, convolver.type, rows, s.filters(), w, wo, 1, s.channels() * taps, null, null);
        Object patches = Recycler.take(convolver.type.carrier(), Math.multiplyExact(rows, images * some * width));
        for (int line = 0; line < lines; line += some) {
            int end = Math.min(lines, line + some);
            int columns = images * (end - line) * width;
            PanelSource from = gradients == null || line == 0 ? gradients : after(line * width, gradients);
            product.run(1, columns, from, g, go, Epilogue.STORE, patches, 0, 0);
            for (int i = 0; i < images; i++) {
                for (int c = 0; c < channels; c++) {
                    int at = c * taps * columns + i * windows;
                    add(line, end, patches, at, columns, x, xo + i * imageStep + c * size);
                }
            }
        }
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

    /** Adds the patches of a channel's lines, a row of windows for each tap, to the image. */
    private void add(int line, int end, Object patches, int po, int step, Object x, int xo) {
        int[] kernel = s.kernel();
        for (int t = 0; t < taps; t++) {
            int kd = t / kernel[2] / kernel[1];
            int kh = t / kernel[2] % kernel[1];
            int kw = t % kernel[2];
            int first = from[2][kw];
            int n = until[2][kw] - first;
            for (int d = from[0][kd]; d < until[0][kd]; d++) {
                int plane = s.first(0, d) + kd * s.dilation()[0];
                int before = d * s.out()[1];
                int last = Math.min(until[1][kh], end - before);
                for (int h = Math.max(from[1][kh], line - before); h < last; h++) {
                    int row = plane * s.in()[1] + s.first(1, h) + kh * s.dilation()[1];
                    int at = po + t * step + (before + h - line) * s.out()[2] + first;
                    int to = xo + row * s.in()[2] + s.first(2, first) + kw * s.dilation()[2];
                    convolver.kernels.addSpread(n, patches, at, x, to, s.stride()[2]);
                }
            }
        }
    }
}
