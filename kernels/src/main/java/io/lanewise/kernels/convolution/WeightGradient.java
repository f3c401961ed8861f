package io.lanewise.kernels.convolution;

import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.PanelSource;
import io.lanewise.kernels.product.ProductCall;

/**
 * The gradient of a convolution's weights: for each filter and element of the windows the sum over all windows, of some
 * images at a time, of the result's gradient times the image.
 */
final class WeightGradient {
    private final Convolver convolver;
    private final ConvolutionShape s;
    private final int together;
    private final Object x;
    private final int xo;
    private final Object g;
    private final int go;
    private final int windows;

    /** Elements of a filter. */
    private final int depth;

    private final int imageStep;
    private final int gradientStep;

    /** Some images of a group, to be added to the gradient or to begin it. */
    private record Part(int images, int from, int gradient, Epilogue epilogue) {}

    @FunctionalInterface
    private interface Sum {
        void run(Part part, Object w, int wo);
    }

    /** @param together how many images are summed over at a time */
    WeightGradient(Convolver convolver, ConvolutionShape s, int together, Object x, int xo, Object g, int go) {
        this.convolver = convolver;
        this.s = s;
        this.together = together;
        this.x = x;
        this.xo = xo;
        this.g = g;
        this.go = go;
        windows = s.outElements();
        depth = s.channels() * s.taps();
        imageStep = s.groups() * s.channels() * s.inElements();
        gradientStep = s.groups() * s.filters() * windows;
    }

    void write(Object w, int wo) {
        boolean turned = s.isPointwise() && s.channels() > s.filters();
        Sum sum = turned ? this::turned : s.isPointwise() ? this::pointwise : ofPatches();
        Convolver.all(s.groups(), group -> {
            int size = s.filters() * depth;
            int to = wo + group * size;
            Object c = turned ? Recycler.take(convolver.type.carrier(), size) : w;
            for (int image = 0; image == 0 || image < s.images(); image += together) {
                int images = Math.min(together, s.images() - image);
                int from = xo + image * imageStep + group * s.channels() * s.inElements();
                int gradient = go + image * gradientStep + group * s.filters() * windows;
                Epilogue epilogue = image == 0 ? Epilogue.STORE : Epilogue.ACCUMULATE;
                sum.run(new Part(images, from, gradient, epilogue), c, turned ? 0 : to);
            }
            if (turned) {
                convolver.product.tiles.pack(s.filters(), depth, c, 0, 1, s.filters(), w, to, depth);
                Recycler.give(c);
            }
        });
    }

    private Sum ofPatches() {
        Planes planes = new Planes(s.in(), s.before(), s.stride(), s.places(), s.out());
        int[] elementAt = planes.elements(s.channels(), s.places());
        return (part, w, wo) -> {
            try (Laid laid = Laid.of(
                    convolver.type,
                    convolver.kernels,
                    planes,
                    s.inElements(),
                    s.channels(),
                    part.images,
                    x,
                    part.from,
                    imageStep)) {
                PanelSource right = laid.patches(elementAt, s.out(), true);
                PanelSource left = part.images == 1 ? null : side(g, part.gradient, gradientStep);
                convolver.product.run(new ProductCall(
                        s.filters(),
                        depth,
                        part.images * windows,
                        g,
                        part.gradient,
                        windows,
                        1,
                        g,
                        0,
                        0,
                        0,
                        null,
                        w,
                        wo,
                        depth,
                        part.epilogue,
                        left,
                        right));
            }
        };
    }

    private void pointwise(Part part, Object w, int wo) {
        product(part, s.filters(), g, part.gradient, gradientStep, s.channels(), x, part.from, imageStep, w, wo);
    }

    /** The transpose, of the same bits: the operand with fewer rows is the one to be brought into panels of columns. */
    private void turned(Part part, Object w, int wo) {
        product(part, s.channels(), x, part.from, imageStep, s.filters(), g, part.gradient, gradientStep, w, wo);
    }

    /** The product of m rows and n rows, each of so many windows, of images that lie apart. */
    private void product(
            Part part, int m, Object a, int ao, int aStep, int n, Object b, int bo, int bStep, Object c, int co) {
        boolean one = part.images == 1;
        convolver.product.run(new ProductCall(
                m,
                n,
                part.images * windows,
                a,
                ao,
                windows,
                1,
                b,
                bo,
                1,
                windows,
                null,
                c,
                co,
                n,
                part.epilogue,
                one ? null : side(a, ao, aStep),
                one ? null : side(b, bo, bStep)));
    }

    /** The rows of several images' windows, side by side. */
    private PanelSource side(Object rows, int offset, int step) {
        return (k0, kc, from, until, to, at, row) -> {
            for (int k = k0; k < k0 + kc; ) {
                int window = k % windows;
                int run = Math.min(windows - window, k0 + kc - k);
                int source = offset + k / windows * step + from * windows + window;
                convolver.product.tiles.pack(run, until - from, rows, source, 1, windows, to, at + (k - k0) * row, row);
                k += run;
            }
        };
    }
}
