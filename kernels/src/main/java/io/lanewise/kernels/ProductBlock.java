package io.lanewise.kernels;

/**
 * One thread's part of a matrix product: a rectangle of the output whose upper left corner is that of a tile.
 *
 * <p>Operands are read where they lie when that is as fast: a whenever its rows or its columns are contiguous, b when its
 * rows are and few rows of a meet it. Otherwise they are packed, a block of k at a time. The last columns, fewer than a
 * vector, are always packed, and computed in a buffer of their own.
 */
final class ProductBlock {
    private final Product product;
    private final Tiles tiles;
    private final ProductCall call;
    private final Epilogue epilogue;
    private final int i0;
    private final int i1;
    private final int j0;
    private final int j1;

    /** Where b's columns are read in place up to; those from here on are packed. */
    private final int packedFrom;

    private final boolean packsA;
    private final Object scratch;
    private final int edge;
    private final int packedA;

    /** The block of k at hand. */
    private int k0;

    private int kc;
    private boolean first;

    /** The block of rows at hand, of a: its first element, and the step between its rows, or columns. */
    private Object a;

    private int aAt;
    private int aStep;
    private boolean aColumns;

    /** The panels at hand, and the column that they begin at. */
    private Object panels;

    private int panelsAt;
    private int panelsFrom;

    ProductBlock(Product product, ProductCall call, int i0, int i1, int j0, int j1) {
        this.product = product;
        this.call = call;
        this.i0 = i0;
        this.i1 = i1;
        this.j0 = j0;
        this.j1 = j1;
        tiles = product.tiles;
        epilogue = call.epilogue();
        boolean inPlace = call.packed() == null && call.bCol() == 1 && i1 - i0 <= 2 * product.height;
        packedFrom = call.packed() != null ? 0 : inPlace ? j1 - j1 % product.lanes : j0;
        packsA = call.aRow() != 1 && call.aCol() != 1;
        int longest = Math.min(Product.KC, call.k());
        int columns = call.packed() != null ? 0 : Math.min(j1 - packedFrom, product.blockColumns);
        edge = PackedB.ceil(columns, product.width) * longest;
        packedA = edge + product.height * product.lanes;
        int sizeA = packsA ? product.blockRows * longest : 0;
        scratch = Recycler.take(product.type.carrier(), packedA + sizeA);
        a = call.a();
        panels = scratch;
    }

    void run() {
        try {
            if (call.m() == 1 && call.bRow() == 1 && call.packed() == null) {
                dots();
                return;
            }
            for (int j = j0; j < j1; j += product.blockColumns) {
                columns(j, Math.min(j1, j + product.blockColumns));
            }
        } finally {
            Recycler.give(scratch);
        }
    }

    /** One row times a transposed matrix, which is read only once: packing it would take longer than the product. */
    private void dots() {
        for (int p = 0; p < call.blocks(); p++) {
            enter(p);
            for (int j = j0; j < j1; j += product.width) {
                int c = call.co() + j;
                tiles.dots(
                        Math.min(product.width, j1 - j), kc,
                        call.a(), call.ao() + k0 * call.aCol(), call.aCol(),
                        call.b(), call.bo() + k0 + j * call.bCol(), call.bCol(),
                        start(), startAt(c, j), call.c(), c);
            }
        }
        epilogue.activate(call.c(), call.co() + j0, j1 - j0);
    }

    private void columns(int jc, int je) {
        for (int p = 0; p < call.blocks(); p++) {
            enter(p);
            enterPanels(jc, je);
            for (int i = i0; i < i1; i += product.blockRows) {
                int ie = Math.min(i1, i + product.blockRows);
                enterRows(i, ie);
                for (int j = jc; j < je; j += product.width) {
                    strip(i, ie, j, Math.min(je, j + product.width));
                }
                if (p == call.blocks() - 1) {
                    activate(i, ie, jc, je);
                }
            }
        }
    }

    private void activate(int i, int ie, int jc, int je) {
        if (epilogue.activation() != null) {
            for (int row = i; row < ie; row++) {
                epilogue.activate(call.c(), call.co() + row * call.cRow() + jc, je - jc);
            }
        }
    }

    private void enter(int p) {
        k0 = call.block(p);
        kc = call.block(p + 1) - k0;
        first = p == 0;
    }

    private void enterPanels(int jc, int je) {
        PackedB packed = call.packed();
        if (packed != null) {
            panels = packed.panels();
            panelsAt = packed.offset(k0, kc, 0);
            panelsFrom = 0;
        } else {
            panelsFrom = Math.max(jc, packedFrom);
            product.pack(call, k0, kc, panelsFrom, je, panels, panelsAt);
        }
    }

    private void enterRows(int i, int ie) {
        int from = call.ao() + i * call.aRow() + k0 * call.aCol();
        aColumns = call.aCol() != 1;
        if (packsA) {
            a = scratch;
            aAt = packedA;
            aStep = product.blockRows;
            tiles.pack(kc, ie - i, call.a(), from, call.aCol(), call.aRow(), scratch, packedA, aStep);
        } else {
            aAt = from;
            aStep = aColumns ? call.aCol() : call.aRow();
        }
    }

    /** Rows i to ie of at most a panel's columns, tile by tile. */
    private void strip(int i, int ie, int j, int je) {
        while (j < je) {
            int vectors = (je - j) / product.lanes;
            int wide = Math.min(product.width, Integer.highestOneBit(vectors) * product.lanes);
            for (int row = i; row < ie; ) {
                int high = highest(ie - row);
                int at = aAt + (row - i) * (aColumns ? 1 : aStep);
                if (wide > 0) {
                    int c = call.co() + row * call.cRow() + j;
                    tile(high, wide, at, j, start(), startAt(c, j), startStep(), call.c(), c, call.cRow());
                } else {
                    edge(row, high, at, j, je - j);
                }
                row += high;
            }
            j += wide > 0 ? wide : je - j;
        }
    }

    private int highest(int rows) {
        return rows >= product.height ? product.height : Integer.highestOneBit(rows);
    }

    private void tile(
            int high, int wide, int at, int j, Object s, int so, int ss, Object c, int co, int cs) {
        if (j >= packedFrom) {
            int column = j - panelsFrom;
            int b = panelsAt + column / product.width * product.width * kc + column % product.width;
            tiles.tile(aColumns, true, high, wide, kc, a, at, aStep, panels, b, 0, s, so, ss, c, co, cs);
        } else {
            int b = call.bo() + k0 * call.bRow() + j;
            tiles.tile(aColumns, false, high, wide, kc, a, at, aStep, call.b(), b, call.bRow(), s, so, ss, c, co, cs);
        }
    }

    /** A tile of fewer columns than a vector: it is computed in a buffer, and its columns are copied. */
    private void edge(int row, int high, int at, int j, int columns) {
        int c = call.co() + row * call.cRow() + j;
        int lanes = product.lanes;
        for (int i = 0; i < high; i++) {
            System.arraycopy(start(), startAt(c, j) + i * startStep(), scratch, edge + i * lanes, columns);
        }
        tile(high, lanes, at, j, scratch, edge, lanes, scratch, edge, lanes);
        for (int i = 0; i < high; i++) {
            System.arraycopy(scratch, edge + i * lanes, call.c(), c + i * call.cRow(), columns);
        }
    }

    /** The array whose elements are added to the sums: the output, the bias, or zeros. */
    private Object start() {
        if (!first || epilogue.accumulate()) {
            return call.c();
        }
        return epilogue.bias() != null ? epilogue.bias() : product.zeros;
    }

    private int startAt(int c, int j) {
        if (!first || epilogue.accumulate()) {
            return c;
        }
        return epilogue.bias() != null ? epilogue.biasOffset() + j : 0;
    }

    private int startStep() {
        return !first || epilogue.accumulate() ? call.cRow() : 0;
    }
}
