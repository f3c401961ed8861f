package io.lanewise.kernels.product;

import io.lanewise.expr.WeightFormat;
import io.lanewise.kernels.Scalars;
import org.jspecify.annotations.Nullable;

/** Some columns of a block of k of packed weights, which lie in one panel: they are multiplied by rows. */
final class WeightStrip {
    /** Rows that are computed in a buffer at once: at least as many as a tile has, and a multiple of the tallest's. */
    private static final int ROWS = 12;

    private final WeightProduct product;
    private final WeightProduct.Part part;
    private final PackedWeight w;
    private final int j;
    private final int wide;
    private final int columns;

    /** The weights as floats; null where the tiles read them as they lie. */
    private final float @Nullable [] panel;

    /** {@value #ROWS} rows, and one for scales. */
    private final float[] edge;

    /** Where the packed panel lies, and where the first row meets it. */
    private final int at;

    private final int a;
    private final int k;
    private final boolean first;

    /** Whether the sums are yet to be multiplied by the columns' scales. */
    private final boolean scales;

    WeightStrip(WeightProduct product, WeightProduct.Part part, int p, int j, float @Nullable [] panel, float[] edge) {
        this.product = product;
        this.part = part;
        this.j = j;
        this.panel = panel;
        this.edge = edge;
        w = part.w();
        wide = panel == null ? product.tiles.width() : product.floats.width();
        columns = Math.min(wide, w.n() - j);
        at = w.offset(p, j);
        a = part.ao() + WeightRows.at(w.format(), ProductCall.block(w.k(), p));
        k = PackedB.ceil(w.rows(p), w.format().rows());
        first = p == 0;
        scales = panel != null && !w.isPlain();
    }

    /** The elements of the buffer for tiles of some width. */
    static int bufferSize(int width) {
        return (ROWS + 1) * width;
    }

    void run(int i0, int i1) {
        Epilogue epilogue = part.epilogue();
        if (scales) {
            for (int x = 0; x < columns; x++) {
                edge[ROWS * wide + x] = PackedWeights.columnScale(w.array(), at, j % w.width() + x);
            }
        }
        boolean direct = columns == wide && !scales && !(first && epilogue.bias() != null && epilogue.ofRows());
        for (int i = i0; i < i1; ) {
            int high = panel == null ? height(i1 - i) : direct ? i1 - i : Math.min(ROWS, i1 - i);
            if (direct) {
                direct(i, high);
            } else {
                edge(i, high);
            }
            i += high;
        }
    }

    /** Rows of the next tile of {@code rows}; where all numbers are there, the last two about equal: low ones wait. */
    private int height(int rows) {
        int most = product.tiles.height(w.format());
        if (w.format() != WeightFormat.I8) {
            return Math.min(most, Integer.highestOneBit(rows));
        }
        boolean whole = rows == most || rows >= 2 * most;
        return whole ? most : rows > most ? (rows + 1) / 2 : rows;
    }

    /** Whether what the output holds is added to. */
    private boolean adds() {
        return !first || part.epilogue().accumulate();
    }

    private void direct(int i, int high) {
        Epilogue epilogue = part.epilogue();
        int to = part.co() + i * part.cRow() + j;
        if (adds()) {
            multiply(i, high, part.c(), to, part.cRow(), part.c(), to, part.cRow());
        } else if (epilogue.bias() instanceof float[] bias) {
            multiply(i, high, bias, epilogue.biasOffset() + j, 0, part.c(), to, part.cRow());
        } else {
            multiply(i, high, product.zeros, 0, 0, part.c(), to, part.cRow());
        }
    }

    /** Tiles that have fewer columns than the widest, or more to do: they are computed in a buffer. */
    private void edge(int i, int high) {
        for (int r = 0; r < high && !scales; r++) {
            for (int x = 0; x < columns; x++) {
                edge[r * wide + x] = start(i + r, x);
            }
        }
        if (scales) {
            multiply(i, high, product.zeros, 0, 0, edge, 0, wide);
        } else {
            multiply(i, high, edge, 0, wide, edge, 0, wide);
        }
        int scale = ROWS * wide;
        for (int r = 0; r < high; r++) {
            int to = part.co() + (i + r) * part.cRow() + j;
            for (int x = 0; x < columns && scales; x++) {
                part.c()[to + x] = Scalars.fma(edge[r * wide + x], edge[scale + x], start(i + r, x));
            }
            if (!scales) {
                System.arraycopy(edge, r * wide, part.c(), to, columns);
            }
        }
    }

    private float start(int i, int x) {
        Epilogue epilogue = part.epilogue();
        if (adds()) {
            return part.c()[part.co() + i * part.cRow() + j + x];
        }
        return epilogue.bias() instanceof float[] bias
                ? bias[epilogue.biasOffset() + (epilogue.ofRows() ? i : j + x)]
                : 0;
    }

    private void multiply(int i, int high, float[] s, int so, int ss, float[] c, int co, int cs) {
        int from = a + i * part.aRow();
        if (panel == null) {
            product.tiles.tile(w.format(), high, k, part.a(), from, part.aRow(), w.array(), at, s, so, ss, c, co, cs);
        } else {
            product.floats.strip(
                    false, true, high, wide, k, part.a(), from, part.aRow(), panel, 0, 0, s, so, ss, c, co, cs);
        }
    }
}
