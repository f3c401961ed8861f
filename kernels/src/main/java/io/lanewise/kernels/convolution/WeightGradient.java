package io.lanewise.kernels.convolution;

import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.PanelSource;
import io.lanewise.kernels.product.ProductCall;
import org.jspecify.annotations.Nullable;

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

    /** An operand whose rows, each of an image's windows, go on in the next image. */
    private record Rows(Object array, int offset, int imageStep) {}

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

    /** Writes it; of pointwise windows perhaps as its transpose, of the same bits. */
    void write(Object w, int wo) {
        if (!s.isPointwise()) {
            write(ofPatches(), false, w, wo);
        } else if (isFasterTurned()) {
            write(
                    (part, c, co) ->
                            multiply(part, s.channels(), images(part), s.filters(), gradients(part), null, c, co),
                    true,
                    w,
                    wo);
        } else {
            write(
                    (part, c, co) ->
                            multiply(part, s.filters(), gradients(part), s.channels(), images(part), null, c, co),
                    false,
                    w,
                    wo);
        }
    }

    /** Whether the fewer columns to be packed outweigh the results to be turned. */
    private boolean isFasterTurned() {
        long columns = (long) (s.channels() - s.filters()) * windows * Math.min(together, s.images());
        return columns > (long) s.channels() * s.filters();
    }

    private void write(Sum sum, boolean turned, Object w, int wo) {
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

    private Rows images(Part part) {
        return new Rows(x, part.from, imageStep);
    }

    private Rows gradients(Part part) {
        return new Rows(g, part.gradient, gradientStep);
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
                PanelSource patches = laid.patches(elementAt, s.out(), true);
                multiply(part, s.filters(), gradients(part), depth, images(part), patches, w, wo);
            }
        };
    }

    /**
     * The product of m rows and n rows.
     *
     * @param patches what is multiplied in place of the right rows
     */
    private void multiply(
            Part part, int m, Rows left, int n, Rows right, @Nullable PanelSource patches, Object c, int co) {
        boolean one = part.images == 1;
        convolver.product.run(new ProductCall(
                m,
                n,
                part.images * windows,
                left.array,
                left.offset,
                windows,
                1,
                right.array,
                right.offset,
                1,
                windows,
                null,
                c,
                co,
                n,
                part.epilogue,
                one ? null : sideBySide(left),
                patches != null || one ? patches : sideBySide(right)));
    }

    /** The rows of several images' windows. */
    private PanelSource sideBySide(Rows rows) {
        return new SideBySide(convolver.product.tiles, rows.array, rows.offset, rows.imageStep, windows);
    }
}
