package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.PackedB;
import io.lanewise.kernels.product.Product;
import io.lanewise.kernels.product.ProductCall;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of 3 x 3 taps and stride 1 by Winograd's algorithm F(4 x 4, 3 x 3): tiles of 6 x 6 elements and the
 * filters are transformed, 36 matrix products over the channels take the place of 144 for the same results, and what they
 * give is transformed into tiles of 4 x 4. Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015.
 *
 * <p>The error is about twice that of the direct sums: of results of 64 to 512 channels with elements between -1 and 1 it
 * was 1.8 times in the mean, and at most 2.5e-6 of the largest result in f32. An infinity or NaN in the image reaches all
 * results of the tiles that it is in, as NaN.
 *
 * <p>Whether it is used depends on the sizes of one image alone, and tiles begin at its corner, so that the bits of an
 * image do not depend on the others.
 */
final class Winograd {
    /** Elements of a transformed tile. */
    static final int PLANES = 36;

    /** Results of a tile in each dimension. */
    private static final int TILE = 4;

    private static final int[] ONES = {1, 1, 1};
    private static final int[] TAPS = {1, 3, 3};

    /** On smaller sides many transformed filters, four times their size, take longer to read than products save. */
    private static final int LEAST_SIDE = 12;

    /** Smaller sides waste too much of their last tiles, however few the filters. */
    private static final int LEAST_SIDE_OF_FEW = 6;

    /** Channels times filters that are few: transformed, they stay in the cache. */
    private static final int FEW_FILTERS = 1 << 14;

    /** With fewer channels or filters the transforms outweigh the products. */
    private static final int LEAST_CHANNELS = 16;

    /** Channels whose filters are turned into lanes together. */
    private static final int CHANNELS = 16;

    /** Tiles that a product should have. */
    private static final int TILES = 64;

    private final ElementType type;
    private final Product product;
    private final PatchKernels patches;
    private final WinogradKernels kernels;

    /** What is convolved; of a gradient by the images, the sizes of the convolution that it is. */
    private final ConvolutionShape s;

    private final Planes planes;
    private final int[] columnAt;
    private final int rowStep;
    private final int tilesHigh;
    private final int tilesWide;

    /** Filters, rounded up to whole vectors. */
    private final int filters;

    private Winograd(Convolver convolver, ConvolutionShape s) {
        type = convolver.type;
        product = convolver.product;
        patches = convolver.kernels;
        kernels = convolver.winograd;
        this.s = s;
        tilesHigh = Math.ceilDiv(s.out()[1], TILE);
        tilesWide = Math.ceilDiv(s.out()[2], TILE);
        filters = PackedB.ceil(s.filters(), kernels.lanes());
        int[] six = IntStream.range(0, TILE + 2).toArray();
        int[] windows = {1, TILE * (tilesHigh - 1) + 1, tilesWide};
        planes = new Planes(s.in(), s.before(), new int[] {1, 1, TILE}, new int[][] {{0}, six, six}, windows);
        columnAt = IntStream.of(six).map(c -> planes.at(0, 0, c)).toArray();
        rowStep = planes.line(0, 1);
    }

    /** Whether a convolution is computed so. */
    static boolean fits(ConvolutionShape s) {
        int leastSide = (long) s.channels() * s.filters() <= FEW_FILTERS ? LEAST_SIDE_OF_FEW : LEAST_SIDE;
        return !s.direct()
                && Arrays.equals(s.kernel(), TAPS)
                && s.isUnstrided()
                && Arrays.equals(s.dilation(), ONES)
                && s.in()[0] == 1
                && s.before()[0] == 0
                && Math.min(s.out()[1], s.out()[2]) >= leastSide
                && Math.min(s.channels(), s.filters()) >= LEAST_CHANNELS;
    }

    /** Whether the gradient of the images is computed so. */
    static boolean fitsTransposed(ConvolutionShape s) {
        return s.isUnstrided() && s.isPaddedWithinWindows() && fits(s.transposed());
    }

    static void forward(
            Convolver convolver,
            ConvolutionShape s,
            Object x,
            int xo,
            Object w,
            int wo,
            @Nullable PackedFilters packed,
            Epilogue epilogue,
            Object y,
            int yo) {
        Filters filters = new Filters(w, wo, s.taps(), s.channels() * s.taps(), false, packed);
        new Winograd(convolver, s).run(x, xo, filters, epilogue, y, yo);
    }

    /** The elements of the transformed filters of one group. */
    static long packedElements(Convolver convolver, ConvolutionShape s) {
        return (long) PLANES * new Winograd(convolver, s).filterPlane();
    }

    /** Transforms the filters of one group, for good. */
    static PackedB pack(Convolver convolver, ConvolutionShape s, Object w, int wo) {
        Winograd winograd = new Winograd(convolver, s);
        Object u = Array.newInstance(convolver.type.carrier(), PLANES * winograd.filterPlane());
        winograd.transform(new Filters(w, wo, s.taps(), s.channels() * s.taps(), false, null), 0, u);
        return winograd.panels(u);
    }

    /**
     * The filters and how they lie.
     *
     * @param turned whether each is turned by half a turn
     * @param packed what was made of them before; null for nothing
     */
    private record Filters(
            Object w,
            int wo,
            int channelStep,
            int filterStep,
            boolean turned,
            @Nullable PackedFilters packed) {}

    static void data(Convolver convolver, ConvolutionShape s, Object w, int wo, Object g, int go, Object x, int xo) {
        int taps = s.taps();
        Filters filters = new Filters(w, wo, s.channels() * taps, taps, true, null);
        new Winograd(convolver, s.transposed()).run(g, go, filters, Epilogue.STORE, x, xo);
    }

    private void run(Object x, int xo, Filters w, Epilogue epilogue, Object y, int yo) {
        boolean isPacked = w.packed != null && w.packed.layout == PackedFilters.Layout.WINOGRAD;
        Object own = isPacked ? null : Recycler.take(type.carrier(), PLANES * filterPlane());
        for (int group = 0; group < s.groups(); group++) {
            PackedB panels = w.packed == null ? null : w.packed.panels(group, PackedFilters.Layout.WINOGRAD);
            if (panels == null) {
                Object u = Objects.requireNonNull(own);
                transform(w, group, u);
                panels = panels(u);
            }
            Bias bias = new Bias(epilogue.from(group * s.filters()));
            int from = xo + group * s.channels() * s.inElements();
            int to = yo + group * s.filters() * s.outElements();
            images(x, from, panels, bias, y, to);
            Recycler.give(bias.array);
        }
        if (own != null) {
            Recycler.give(own);
        }
    }

    /** A group of all images: small ones together, large ones in chunks of rows of tiles. */
    private void images(Object x, int xo, PackedB panels, Bias bias, Object y, int yo) {
        int together = Math.clamp(Math.ceilDiv(TILES, tilesHigh * tilesWide), 1, Math.max(1, s.images()));
        int rows = Math.clamp(Math.ceilDiv(TILES, tilesWide), 1, tilesHigh);
        int imageStep = s.groups() * s.channels() * s.inElements();
        Convolver.all(Math.ceilDiv(s.images(), together), part -> {
            int image = part * together;
            int images = Math.min(together, s.images() - image);
            int from = xo + image * imageStep;
            int to = yo + image * s.groups() * s.filters() * s.outElements();
            try (Laid laid = Laid.of(type, patches, planes, s.inElements(), s.channels(), images, x, from, imageStep)) {
                Convolver.all(Math.ceilDiv(tilesHigh, rows), chunk -> {
                    int first = chunk * rows;
                    chunk(images, laid, first, Math.min(rows, tilesHigh - first), panels, bias, y, to);
                });
            }
        });
    }

    /** The bias of each filter, with zeros up to a whole vector, or where there is none. */
    private final class Bias {
        final Epilogue epilogue;
        final Object array = Recycler.take(type.carrier(), filters);

        Bias(Epilogue epilogue) {
            this.epilogue = epilogue;
            Planes.zero(array, 0, filters);
            if (epilogue.bias() != null) {
                System.arraycopy(epilogue.bias(), epilogue.biasOffset(), array, 0, s.filters());
            }
        }
    }

    /** The distance between planes: not a power of two, whose lines would share a set of the cache. */
    private static int apart(int n) {
        return PackedB.ceil(n, 32) + 16;
    }

    private int filterPlane() {
        return apart(s.channels() * PackedB.ceil(s.filters(), product.tiles.width()));
    }

    /** Transforms the filters into the panels of 36 packed operands [channels, filters], along one panel of each. */
    private void transform(Filters w, int group, Object u) {
        int blocks = Math.ceilDiv(s.channels(), CHANNELS);
        int width = product.tiles.width();
        int first = w.wo + group * s.filters() * s.channels() * s.taps();
        long grain = Math.max(1, (1 << 15) / (s.taps() * width * CHANNELS));
        Pool.ranges((long) Math.ceilDiv(filters, width) * blocks, grain, (from, until) -> {
            Object laid = Recycler.take(type.carrier(), CHANNELS * s.taps() * width);
            Object buffer = Recycler.take(type.carrier(), PLANES * kernels.lanes());
            for (int i = (int) from; i < until; i++) {
                transform(w, first, i / blocks * width, i % blocks * CHANNELS, laid, buffer, u);
            }
            Recycler.give(buffer);
            Recycler.give(laid);
        });
    }

    /** Some channels of a panel's filters, from f and c on. */
    private void transform(Filters w, int wo, int f, int c, Object laid, Object buffer, Object u) {
        PackedB layout = panels(u);
        int taps = s.taps();
        int width = product.tiles.width();
        int channels = Math.min(CHANNELS, s.channels() - c);
        int n = Math.min(width, s.filters() - f);
        int from = wo + c * w.channelStep + f * w.filterStep;
        int together = w.channelStep == taps ? channels : 1;
        for (int i = 0; i < channels; i += together) {
            int at = from + i * w.channelStep;
            product.tiles.pack(together * taps, n, w.w, at, 1, w.filterStep, laid, i * taps * width, width);
        }
        int[] across = w.turned ? new int[] {2 * width, width, 0} : new int[] {0, width, 2 * width};
        int down = w.turned ? -3 * width : 3 * width;
        int top = w.turned ? 6 * width : 0;
        int whole = Math.min(width, filters - f);
        for (int i = 0; i < channels; i++) {
            int at = top + i * taps * width;
            kernels.filters(whole, down, laid, at, across, buffer, u, layout.place(c + i, f), filterPlane());
        }
    }

    private PackedB panels(Object u) {
        return new PackedB(type, filters, s.channels(), product.tiles.width(), u, 0);
    }

    /** Some rows of tiles of some images. */
    private void chunk(int images, Laid laid, int first, int rows, PackedB panels, Bias bias, Object y, int yo) {
        int tiles = images * rows * tilesWide;
        int vPlane = apart(s.channels() * tiles);
        int mPlane = apart(filters * tiles);
        Object v = Recycler.take(type.carrier(), PLANES * vPlane);
        Object m = Recycler.take(type.carrier(), PLANES * mPlane);
        input(images, laid, first, rows, v, vPlane);
        Pool.run(PLANES, p -> {
            product.run(new ProductCall(
                    tiles,
                    filters,
                    s.channels(),
                    v,
                    p * vPlane,
                    1,
                    tiles,
                    v,
                    0,
                    0,
                    0,
                    panels.at(p * filterPlane()),
                    m,
                    p * mPlane,
                    filters,
                    Epilogue.STORE));
        });
        Recycler.give(v);
        output(images, first, rows, m, mPlane, bias, y, yo);
        Recycler.give(m);
    }

    private void input(int images, Laid laid, int first, int rows, Object v, int vPlane) {
        Object buffer = Recycler.take(type.carrier(), PLANES * kernels.lanes());
        int at = planes.line(0, TILE * first);
        int to = 0;
        for (int c = 0; c < s.channels(); c++) {
            for (int i = 0; i < images; i++) {
                int from = (i * s.channels() + c) * planes.channelStep + at;
                kernels.input(rows, tilesWide, laid.array(), from, rowStep, columnAt, buffer, v, to, vPlane);
                to += rows * tilesWide;
            }
        }
        Recycler.give(buffer);
    }

    /** A vector of filters at a time, whose results are then turned from the lanes into rows. */
    private void output(int images, int first, int rows, Object m, int mPlane, Bias bias, Object y, int yo) {
        int lanes = kernels.lanes();
        int imageStep = s.groups() * s.filters() * s.outElements();
        int[] across = IntStream.range(0, TILE + 2).map(c -> c * mPlane).toArray();
        int lineStep = TILE * tilesWide * lanes;
        long grain = Math.max(1, (1 << 12) / (images * rows * tilesWide));
        Pool.ranges(filters / lanes, grain, (from, until) -> {
            Object buffer = Recycler.take(type.carrier(), PLANES * lanes);
            Object lines = Recycler.take(type.carrier(), TILE * lineStep);
            for (int f = (int) from * lanes; f < until * lanes; f += lanes) {
                for (int i = 0; i < images * rows; i++) {
                    int at = i * tilesWide * filters + f;
                    kernels.output(
                            tilesWide,
                            filters,
                            m,
                            at,
                            (TILE + 2) * mPlane,
                            across,
                            bias.array,
                            f,
                            buffer,
                            lines,
                            0,
                            lineStep,
                            lanes);
                    bias.epilogue.activate(lines, 0, TILE * lineStep);
                    store(f, first + i % rows, lines, lineStep, y, yo + i / rows * imageStep);
                }
            }
            Recycler.give(lines);
            Recycler.give(buffer);
        });
    }

    /** Brings the lines of a row of tiles to their place, without what is beyond the result. */
    private void store(int f, int row, Object lines, int lineStep, Object y, int yo) {
        int width = s.out()[2];
        int lanes = kernels.lanes();
        int n = Math.min(lanes, s.filters() - f);
        int high = Math.min(TILE, s.out()[1] - TILE * row);
        int to = yo + f * s.outElements() + TILE * row * width;
        boolean dense = width == TILE * tilesWide;
        for (int r = 0; r < (dense ? 1 : high); r++) {
            int columns = dense ? high * width : width;
            product.tiles.pack(n, columns, lines, r * lineStep, 1, lanes, y, to + r * width, s.outElements());
        }
    }
}
