package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.PanelSource;
import io.lanewise.kernels.product.Product;
import io.lanewise.kernels.product.ProductCall;
import java.util.function.IntConsumer;

/** Convolutions of one element type at one vector width, as products of the weights and the patches of images. */
final class Convolver {
    /** Columns that a product should have: images with fewer windows are multiplied together. */
    private static final int COLUMNS = 768;

    /** Fewer windows are put into the rows of a product, not the columns. */
    private static final int TURNED = 256;

    /** Steps that a product's sums should have: images with fewer windows are summed together. */
    private static final int STEPS = 1024;

    final ElementType type;
    final Product product;
    final PatchKernels kernels;
    final DepthwiseKernels depthwise;
    final WinogradKernels winograd;

    private Convolver(
            ElementType type,
            Product product,
            PatchKernels kernels,
            DepthwiseKernels depthwise,
            WinogradKernels winograd) {
        this.type = type;
        this.product = product;
        this.kernels = kernels;
        this.depthwise = depthwise;
        this.winograd = winograd;
    }

    /** For vectors of a number of bits, 0 for scalar code. */
    static Convolver of(ElementType type, Product product, int bits) {
        return new Convolver(
                type, product, PatchTable.of(type, bits), DepthwiseTable.of(type, bits), WinogradTable.of(type, bits));
    }

    /** Work on one group of some images. */
    @FunctionalInterface
    private interface Part {
        void run(int group, int image, int images);
    }

    /** Runs a part for each group and so many images at a time: side by side where there are enough of them. */
    private static void parts(ConvolutionShape s, int together, Part part) {
        int chunks = (s.images() + together - 1) / together;
        IntConsumer task = i -> {
            int image = i / s.groups() * together;
            part.run(i % s.groups(), image, Math.min(together, s.images() - image));
        };
        all(chunks * s.groups(), task);
    }

    /** Runs parts side by side, if there are enough of them for all threads; if not, each may divide itself. */
    static void all(int parts, IntConsumer task) {
        if (parts >= Pool.threads()) {
            Pool.run(parts, task);
        } else {
            for (int i = 0; i < parts; i++) {
                task.accept(i);
            }
        }
    }

    /** How many images have enough windows together. */
    private static int together(ConvolutionShape s, int windows, int enough) {
        return windows == 0 || windows >= enough / 2 ? 1 : Math.min(s.images(), (enough + windows - 1) / windows);
    }

    /** With many filters to a channel there is a matrix to multiply. */
    private static boolean isDepthwise(ConvolutionShape s) {
        return s.channels() == 1 && s.filters() <= 4;
    }

    void forward(ConvolutionShape s, Object x, int xo, Object w, int wo, Epilogue epilogue, Object y, int yo) {
        if (isDepthwise(s)) {
            new Depthwise(type, kernels, depthwise, s).forward(x, xo, w, wo, epilogue, y, yo);
            return;
        }
        if (Winograd.fits(s)) {
            Winograd.forward(this, s, x, xo, w, wo, epilogue, y, yo);
            return;
        }
        int windows = s.outElements();
        int depth = s.channels() * s.taps();
        Planes planes = new Planes(s.in(), s.before(), s.stride(), s.places(), s.out());
        int[] elementAt = planes.elements(s.channels(), s.places());
        parts(s, together(s, windows, COLUMNS), (group, image, images) -> {
            int a = wo + group * s.filters() * depth;
            int from = xo + (image * s.groups() + group) * s.channels() * s.inElements();
            int to = yo + (image * s.groups() + group) * s.filters() * windows;
            Epilogue ofGroup = epilogue.from(group * s.filters());
            if (s.isPointwise() && images == 1 && !isTurned(s.filters(), windows, depth)) {
                product.run(new ProductCall(
                        s.filters(),
                        windows,
                        depth,
                        w,
                        a,
                        depth,
                        1,
                        x,
                        from,
                        windows,
                        1,
                        null,
                        y,
                        to,
                        windows,
                        ofGroup));
                return;
            }
            int step = s.groups() * s.channels() * s.inElements();
            try (Laid laid = Laid.of(type, kernels, planes, s.inElements(), s.channels(), images, x, from, step)) {
                PanelSource patches = laid.patches(elementAt, s.out(), false);
                if (isTurned(s.filters(), images * windows, depth)) {
                    turned(s, images, patches, w, a, ofGroup, y, to);
                } else {
                    straight(s, images, patches, w, a, ofGroup, y, to);
                }
            }
        });
    }

    private void straight(
            ConvolutionShape s, int images, PanelSource b, Object w, int wo, Epilogue epilogue, Object y, int yo) {
        int windows = s.outElements();
        int depth = s.channels() * s.taps();
        Block c = new Block(type, s.filters(), windows, images, y, yo, s.groups() * s.filters() * windows);
        product.run(ProductCall.right(
                s.filters(), images * windows, depth, w, wo, depth, 1, b, c.array, c.offset, c.step, epilogue));
        c.store();
    }

    /** Whether so few windows would leave lanes idle that it pays to put the filters into the lanes. */
    private static boolean isTurned(int filters, int windows, int depth) {
        return windows < TURNED && filters >= 64 && depth >= 64;
    }

    /** The transposed product, [windows, filters], of the same bits. */
    private void turned(
            ConvolutionShape s, int images, PanelSource a, Object w, int wo, Epilogue epilogue, Object y, int yo) {
        int windows = s.outElements();
        int filters = s.filters();
        int depth = s.channels() * s.taps();
        Object c = Recycler.take(type.carrier(), images * windows * filters);
        product.run(ProductCall.left(
                images * windows, filters, depth, a, w, wo, 1, depth, null, c, 0, filters, epilogue.transposed()));
        turnBack(filters, windows, images, c, y, yo, s.groups() * filters * windows);
        Recycler.give(c);
    }

    private void turnBack(int filters, int windows, int images, Object c, Object y, int yo, int imageStep) {
        for (int i = 0; i < images; i++) {
            product.tiles.pack(filters, windows, c, i * windows * filters, 1, filters, y, yo + i * imageStep, windows);
        }
    }

    /** What each element of the images gets from the windows that it is in: the gradient of the images. */
    void data(ConvolutionShape s, Object w, int wo, Object g, int go, Object x, int xo) {
        if (isDepthwise(s)) {
            new Depthwise(type, kernels, depthwise, s).data(w, wo, g, go, x, xo);
            return;
        }
        if (Winograd.fitsTransposed(s)) {
            Winograd.data(this, s, w, wo, g, go, x, xo);
            return;
        }
        DataGradient gradient = new DataGradient(s);
        int size = s.channels() * s.filters() * s.taps();
        boolean inPlace = s.taps() == 1;
        Object arranged = inPlace ? w : Recycler.take(type.carrier(), s.groups() * size);
        if (!inPlace) {
            for (int group = 0; group < s.groups(); group++) {
                gradient.arrange(product.tiles, type, w, wo + group * size, arranged, group * size);
            }
        }
        int windows = s.outElements();
        parts(s, together(s, s.inElements(), COLUMNS), (group, image, images) -> {
            int from = go + (image * s.groups() + group) * s.filters() * windows;
            int to = xo + (image * s.groups() + group) * s.channels() * s.inElements();
            int a = (inPlace ? wo : 0) + group * size;
            if (s.isPointwise() && images == 1 && !isTurned(s.channels(), windows, s.filters())) {
                product.run(new ProductCall(
                        s.channels(),
                        windows,
                        s.filters(),
                        w,
                        a,
                        1,
                        s.channels(),
                        g,
                        from,
                        windows,
                        1,
                        null,
                        x,
                        to,
                        windows,
                        Epilogue.STORE));
                return;
            }
            int step = s.groups() * s.filters() * windows;
            try (Laid laid =
                    Laid.of(type, kernels, gradient.planes, s.outElements(), s.filters(), images, g, from, step)) {
                if (gradient.leavesGaps()) {
                    zeros(s, images, x, to);
                }
                for (DataGradient.Phase phase : gradient.phases) {
                    if (phase.taps().length > 0) {
                        phase(s, phase, laid, images, arranged, a, x, to);
                    }
                }
            }
        });
        if (!inPlace) {
            Recycler.give(arranged);
        }
    }

    private static void zeros(ConvolutionShape s, int images, Object x, int xo) {
        int size = s.channels() * s.inElements();
        for (int i = 0; i < images; i++) {
            Planes.zero(x, xo + i * s.groups() * size, size);
        }
    }

    private void phase(
            ConvolutionShape s, DataGradient.Phase phase, Laid laid, int images, Object w, int wo, Object x, int xo) {
        int elements = ConvolutionShape.product(phase.count());
        int channels = s.channels();
        int depth = s.filters() * phase.taps().length;
        int imageStep = s.groups() * channels * s.inElements();
        int at = wo + phase.before() * channels * s.filters();
        PanelSource patches = laid.patches(phase.elementAt(), phase.count(), false);
        boolean whole = elements == s.inElements();
        Block c = whole
                ? new Block(type, channels, elements, images, x, xo, imageStep)
                : Block.apart(type, channels, elements, images);
        if (isTurned(channels, images * elements, depth)) {
            Object turned = Recycler.take(type.carrier(), images * elements * channels);
            product.run(ProductCall.left(
                    images * elements,
                    channels,
                    depth,
                    patches,
                    w,
                    at,
                    channels,
                    1,
                    null,
                    turned,
                    0,
                    channels,
                    Epilogue.STORE));
            turnBack(channels, images * elements, 1, turned, c.array, c.offset, 0);
            Recycler.give(turned);
        } else {
            product.run(ProductCall.right(
                    channels,
                    images * elements,
                    depth,
                    w,
                    at,
                    1,
                    channels,
                    patches,
                    c.array,
                    c.offset,
                    c.step,
                    Epilogue.STORE));
        }
        if (whole) {
            c.store();
        } else {
            c.spread(kernels, phase.first(), phase.count(), s.stride(), s.in(), x, xo, imageStep);
        }
    }

    /** The sum over all windows of the result's gradient times the image: the gradient of the weights. */
    void weights(ConvolutionShape s, Object x, int xo, Object g, int go, Object w, int wo) {
        if (isDepthwise(s)) {
            new Depthwise(type, kernels, depthwise, s).weights(x, xo, g, go, w, wo);
            return;
        }
        int windows = s.outElements();
        int depth = s.channels() * s.taps();
        Planes planes = new Planes(s.in(), s.before(), s.stride(), s.places(), s.out());
        int[] elementAt = planes.elements(s.channels(), s.places());
        int together = Math.max(1, together(s, windows, STEPS));
        all(s.groups(), group -> {
            int to = wo + group * s.filters() * depth;
            for (int image = 0; image == 0 || image < s.images(); image += together) {
                int images = Math.min(together, s.images() - image);
                int from = xo + (image * s.groups() + group) * s.channels() * s.inElements();
                int gradient = go + (image * s.groups() + group) * s.filters() * windows;
                int step = s.groups() * s.channels() * s.inElements();
                Epilogue epilogue = image == 0 ? Epilogue.STORE : Epilogue.ACCUMULATE;
                try (Laid laid = Laid.of(type, kernels, planes, s.inElements(), s.channels(), images, x, from, step)) {
                    PanelSource b = laid.patches(elementAt, s.out(), true);
                    PanelSource a = images == 1 ? null : side(s, g, gradient, windows);
                    product.run(new ProductCall(
                            s.filters(),
                            depth,
                            images * windows,
                            g,
                            gradient,
                            windows,
                            1,
                            g,
                            0,
                            0,
                            0,
                            null,
                            w,
                            to,
                            depth,
                            epilogue,
                            a,
                            b));
                }
            }
        });
    }

    /** The gradients of several images' windows, side by side. */
    private PanelSource side(ConvolutionShape s, Object g, int go, int windows) {
        int imageStep = s.groups() * s.filters() * windows;
        return (k0, kc, from, until, to, offset, step) -> {
            for (int k = k0; k < k0 + kc; ) {
                int window = k % windows;
                int run = Math.min(windows - window, k0 + kc - k);
                int at = go + k / windows * imageStep + from * windows + window;
                product.tiles.pack(run, until - from, g, at, 1, windows, to, offset + (k - k0) * step, step);
                k += run;
            }
        };
    }
}
