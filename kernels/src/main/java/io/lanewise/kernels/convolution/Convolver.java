package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.MatMul;
import io.lanewise.kernels.product.PackedB;
import io.lanewise.kernels.product.PanelSource;
import io.lanewise.kernels.product.Product;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Convolutions of one element type at one vector width, as products of the weights and the patches of images. */
final class Convolver {
    /** Columns that a product should have: images with fewer windows are multiplied together. */
    static final int COLUMNS = 768;

    /** Steps that a product's sums should have: images with fewer windows are summed together. */
    private static final int STEPS = 1024;

    final ElementType type;
    final Product product;
    final PatchKernels kernels;
    final DepthwiseKernels depthwise;
    final FilterKernels filters;

    /** At this width and at all narrower ones, the widest first. */
    final List<WindowKernels> windows;

    final WinogradKernels winograd;

    Convolver(
            ElementType type,
            Product product,
            PatchKernels kernels,
            DepthwiseKernels depthwise,
            FilterKernels filters,
            List<WindowKernels> windows,
            WinogradKernels winograd) {
        this.type = type;
        this.product = product;
        this.kernels = kernels;
        this.depthwise = depthwise;
        this.filters = filters;
        this.windows = windows;
        this.winograd = winograd;
    }

    /** For vectors of a number of bits, 0 for scalar code. */
    static Convolver of(ElementType type, Product product, int bits) {
        return new Convolver(
                type,
                product,
                WarmingPatches.of(type, bits),
                WarmingDepthwise.of(type, bits),
                WarmingFilters.of(type, bits),
                Stream.of(bits, 256, 128)
                        .filter(width -> width <= bits)
                        .distinct()
                        .map(width -> WarmingWindows.of(type, width))
                        .toList(),
                WarmingWinograd.of(type, bits));
    }

    /** Work on one group of some images. */
    @FunctionalInterface
    private interface Part {
        void run(int group, int image, int images);
    }

    /** Multiplies a group of some images, from {@code from} on, by filters. */
    @FunctionalInterface
    private interface Multiplication {
        void run(PatchProduct sums, int images, int from, Epilogue epilogue, int to);
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

    /** How a convolution of some sizes reads filters that do not change; its bits do not depend on it. */
    PackedFilters.Layout layout(ConvolutionShape s) {
        if (isDepthwise(s) || FewFilters.fit(s)) {
            return PackedFilters.Layout.PLAIN;
        }
        if (Winograd.fits(s)) {
            return PackedFilters.Layout.WINOGRAD;
        }
        int depth = s.channels() * s.taps();
        int together = together(s, s.outElements(), COLUMNS);
        int windows = together * s.outElements();
        boolean inPlace = s.isPointwise()
                && together == 1
                && PatchProduct.isTurnedInPlace(s.filters(), depth, windows, product.lanes);
        return inPlace || PatchProduct.isTurned(s.filters(), depth, windows, product.lanes)
                ? PackedFilters.Layout.PANELS
                : PackedFilters.Layout.PLAIN;
    }

    long packedElements(ConvolutionShape s) {
        return s.groups()
                * switch (layout(s)) {
                    case PLAIN -> 0;
                    case PANELS -> MatMul.packedElements(type, s.filters(), s.channels() * s.taps());
                    case WINOGRAD -> Winograd.packedElements(this, s);
                };
    }

    PackedFilters pack(ConvolutionShape s, Object w, int wo) {
        PackedFilters.Layout layout = layout(s);
        int depth = s.channels() * s.taps();
        PackedB[] panels = new PackedB[layout == PackedFilters.Layout.PLAIN ? 0 : s.groups()];
        for (int group = 0; group < panels.length; group++) {
            int from = wo + group * s.filters() * depth;
            panels[group] = layout == PackedFilters.Layout.WINOGRAD
                    ? Winograd.pack(this, s, w, from)
                    : MatMul.pack(type, s.filters(), depth, w, from, 1, depth);
        }
        return new PackedFilters(layout, panels);
    }

    void forward(
            ConvolutionShape s,
            Object x,
            int xo,
            Object w,
            int wo,
            @Nullable PackedFilters packed,
            Epilogue epilogue,
            Object y,
            int yo) {
        if (isDepthwise(s)) {
            if (SquareWindows.fit(this, s)) {
                SquareWindows.forward(this, s, x, xo, w, wo, epilogue, y, yo);
            } else {
                new Depthwise(type, kernels, depthwise, s).forward(x, xo, w, wo, epilogue, y, yo);
            }
            return;
        }
        if (FewFilters.fit(s)) {
            FewFilters.forward(this, s, x, xo, w, wo, epilogue, y, yo);
            return;
        }
        if (Winograd.fits(s)) {
            Winograd.forward(this, s, x, xo, w, wo, packed, epilogue, y, yo);
            return;
        }
        int windows = s.outElements();
        int depth = s.channels() * s.taps();
        int imageStep = s.groups() * s.channels() * s.inElements();
        int resultStep = s.groups() * s.filters() * windows;
        int together = together(s, windows, COLUMNS);
        Multiplication multiplication = multiplication(s, together, x, imageStep, y, resultStep);
        parts(s, together, (group, image, images) -> {
            int from = xo + image * imageStep + group * s.channels() * s.inElements();
            int to = yo + image * resultStep + group * s.filters() * windows;
            PackedB panels = packed == null ? null : packed.panels(group, PackedFilters.Layout.PANELS);
            int filters = wo + group * s.filters() * depth;
            PatchProduct sums = new PatchProduct(product, type, s.filters(), depth, w, filters, depth, 1, panels, null);
            multiplication.run(sums, images, from, epilogue.from(group * s.filters()), to);
        });
    }

    /** How the windows of a group of at most so many images are brought to their product with the filters. */
    private Multiplication multiplication(
            ConvolutionShape s, int most, Object x, int imageStep, Object y, int resultStep) {
        int windows = s.outElements();
        if (s.isPointwise() && most == 1) {
            return (sums, images, from, epilogue, to) ->
                    sums.run(images, windows, null, x, from, epilogue, y, to, resultStep);
        }
        int depth = s.channels() * s.taps();
        if (WindowRows.fit(most * windows)
                && PatchProduct.isTurned(s.filters(), depth, most * windows, product.lanes)) {
            return (sums, images, from, epilogue, to) -> {
                Object rows = Recycler.take(type.carrier(), images * windows * depth);
                WindowRows.write(kernels, s, images, x, from, imageStep, rows);
                sums.runRows(images, windows, rows, epilogue, y, to, resultStep);
                Recycler.give(rows);
            };
        }
        Planes planes = new Planes(s.in(), s.before(), s.stride(), s.places(), s.out());
        int[] elementAt = planes.elements(s.channels(), s.places());
        return (sums, images, from, epilogue, to) -> {
            try (Laid laid = Laid.of(type, kernels, planes, s.inElements(), s.channels(), images, x, from, imageStep)) {
                PanelSource patches = laid.patches(elementAt, s.out(), false);
                sums.run(images, windows, patches, laid.array(), 0, epilogue, y, to, resultStep);
            }
        };
    }

    /** What each element of the images gets from the windows that it is in: the gradient of the images. */
    void data(ConvolutionShape s, Object w, int wo, Object g, int go, Object x, int xo) {
        if (isDepthwise(s)) {
            if (SquareWindows.fitData(this, s)) {
                SquareWindows.data(this, s, w, wo, g, go, x, xo);
            } else {
                new Depthwise(type, kernels, depthwise, s).data(w, wo, g, go, x, xo);
            }
            return;
        }
        if (FewFilters.fitData(s)) {
            FewFilters.data(this, s, w, wo, g, go, x, xo);
            return;
        }
        if (Winograd.fitsTransposed(s)) {
            Winograd.data(this, s, w, wo, g, go, x, xo);
            return;
        }
        if (!s.isUnstrided()) {
            new Fold(this, s, together(s, s.outElements(), COLUMNS)).write(w, wo, g, go, x, xo);
            return;
        }
        DataGradient gradient = new DataGradient(s);
        int[] elementAt = gradient.phases.getFirst().elementAt();
        int depth = s.channels() * s.taps();
        int windows = s.outElements();
        int gradientStep = s.groups() * s.filters() * windows;
        int imageStep = s.groups() * s.channels() * s.inElements();
        parts(s, together(s, s.inElements(), COLUMNS), (group, image, images) -> {
            int from = go + image * gradientStep + group * s.filters() * windows;
            int to = xo + image * imageStep + group * s.channels() * s.inElements();
            PatchProduct sums = turnedFilters(s, w, wo + group * s.filters() * depth);
            if (s.isPointwise() && images == 1) {
                sums.run(1, windows, null, g, from, Epilogue.STORE, x, to, 0);
                return;
            }
            try (Laid laid =
                    Laid.of(type, kernels, gradient.planes, windows, s.filters(), images, g, from, gradientStep)) {
                PanelSource patches = laid.patches(elementAt, s.in(), false);
                sums.run(images, s.inElements(), patches, laid.array(), 0, Epilogue.STORE, x, to, imageStep);
            }
        });
    }

    /** The product by a group's filters with channels for filters: for each of the filters all taps, in order. */
    private PatchProduct turnedFilters(ConvolutionShape s, Object w, int wo) {
        int taps = s.taps();
        int channels = s.channels();
        PanelSource source = taps == 1 ? null : new SideBySide(product.tiles, w, wo, channels * taps, taps);
        return new PatchProduct(product, type, channels, s.filters() * taps, w, wo, 1, channels, null, source);
    }

    /** The sum over all windows of the result's gradient times the image: the gradient of the weights. */
    void weights(ConvolutionShape s, Object x, int xo, Object g, int go, Object w, int wo) {
        if (isDepthwise(s)) {
            new Depthwise(type, kernels, depthwise, s).weights(x, xo, g, go, w, wo);
        } else {
            int together = Math.max(1, together(s, s.outElements(), STEPS));
            new WeightGradient(this, s, together, x, xo, g, go).write(w, wo);
        }
    }
}
