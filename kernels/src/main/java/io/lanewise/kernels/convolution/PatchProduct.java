package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.PackedB;
import io.lanewise.kernels.product.PanelSource;
import io.lanewise.kernels.product.Product;
import io.lanewise.kernels.product.ProductCall;
import org.jspecify.annotations.Nullable;

/**
 * The product of filters and patches: a channel of results for each filter. The filters are a matrix, one element of whose
 * rows meets one of the windows'.
 *
 * @param filters how many there are
 * @param depth elements of a filter, and of a window
 * @param filterStep between filters
 * @param elementStep between the elements of a filter
 * @param panels the transposed filters, packed; null where they are not
 * @param source what writes them instead; null where they are read from the array
 */
record PatchProduct(
        Product product,
        ElementType type,
        int filters,
        int depth,
        Object w,
        int wo,
        int filterStep,
        int elementStep,
        @Nullable PackedB panels,
        @Nullable PanelSource source) {
    /** Windows of fewer vectors are put into the rows of the product, not the columns. */
    private static final int TURNED = 4;

    /** The same of windows that are read in place, with packed filters: only the results are yet to be turned. */
    private static final int TURNED_IN_PLACE = 32;

    /** With fewer filters or elements it does not matter. */
    private static final int LEAST = 64;

    /** With fewer elements the results take too long to turn. */
    private static final int LEAST_IN_PLACE = 128;

    /** Whether so few windows would leave lanes idle that it pays to put the filters into the lanes. */
    static boolean isTurned(int filters, int depth, int windows, int lanes) {
        return filters >= LEAST && depth >= LEAST && windows < TURNED * lanes;
    }

    /** Whether it pays with windows that are read in place and packed filters, which are then read in one run. */
    static boolean isTurnedInPlace(int filters, int depth, int windows, int lanes) {
        return filters >= LEAST && depth >= LEAST_IN_PLACE && windows < TURNED_IN_PLACE * lanes;
    }

    /**
     * Multiplies.
     *
     * @param images whose windows are side by side
     * @param windows of an image
     * @param patches the windows' elements; where there is none, those of one image are the rows of {@code x}
     * @param imageStep between the images of y
     */
    void run(
            int images,
            int windows,
            @Nullable PanelSource patches,
            Object x,
            int xo,
            Epilogue epilogue,
            Object y,
            int yo,
            int imageStep) {
        int columns = images * windows;
        boolean few = isTurned(filters, depth, columns, product.lanes);
        if (panels != null || few && !fillsTile(columns)) {
            turned(images, windows, patches, x, xo, 1, columns, epilogue, y, yo, imageStep);
            return;
        }
        Block c = new Block(type, filters, windows, images, y, yo, imageStep);
        product.run(new ProductCall(
                filters,
                columns,
                depth,
                w,
                wo,
                filterStep,
                elementStep,
                x,
                xo,
                columns,
                1,
                null,
                c.array,
                c.offset,
                c.step,
                epilogue,
                source,
                patches));
        c.store();
    }

    /** Whether filters that lie in rows may be read in place: three quarters of the lanes of a tile are filled. */
    private boolean fillsTile(int windows) {
        int vectors = Math.ceilDiv(windows, product.lanes);
        return source == null
                && elementStep == 1
                && Integer.bitCount(vectors) == 1
                && 4 * windows >= 3 * vectors * product.lanes;
    }

    /** Multiplies windows that lie in the rows of a dense matrix; for so few that the product {@link #isTurned}. */
    void runRows(int images, int windows, Object rows, Epilogue epilogue, Object y, int yo, int imageStep) {
        turned(images, windows, null, rows, 0, depth, 1, epilogue, y, yo, imageStep);
    }

    /** The transposed product, of the same bits, and its transpose. */
    private void turned(
            int images,
            int windows,
            @Nullable PanelSource patches,
            Object x,
            int xo,
            int windowStep,
            int step,
            Epilogue epilogue,
            Object y,
            int yo,
            int imageStep) {
        int rows = images * windows;
        boolean inPlace = rows == 1;
        Object c = inPlace ? y : Recycler.take(type.carrier(), rows * filters);
        product.run(new ProductCall(
                rows,
                filters,
                depth,
                x,
                xo,
                windowStep,
                step,
                w,
                wo,
                elementStep,
                filterStep,
                panels,
                c,
                inPlace ? yo : 0,
                filters,
                epilogue.transposed(),
                patches,
                source));
        if (inPlace) {
            return;
        }
        for (int i = 0; i < images; i++) {
            int from = i * windows * filters;
            product.tiles.pack(filters, windows, c, from, 1, filters, y, yo + i * imageStep, windows);
        }
        Recycler.give(c);
    }
}
