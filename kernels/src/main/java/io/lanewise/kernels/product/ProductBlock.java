package io.lanewise.kernels.product;

import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Recycler;

/**
 * One thread's part of a matrix product: a rectangle of the output whose upper left corner is that of a tile.
 *
 * <p>Operands are read where they lie when that is as fast: a when its rows are contiguous, or its columns are and few
 * columns of b meet them, b when its rows are and few rows of a meet it. Otherwise they are packed, a block of k at a
 * time. The last columns, where they are no whole vectors, are always packed, and computed in a buffer of their own.
 */
final class ProductBlock {
    private static final int COLUMNS_TO_TURN_A = 256;

    /** To read b by large steps from the second level slows down wide tiles by a tenth; fewer rows do not make up for packing. */
    private static final int ROWS_TO_PACK_B = 64;

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

    private final BlockSizes sizes;
    private final boolean packsA;
    private final Object scratch;
    private final int edge;
    private final int packedA;

    /** Between packed rows of a: not a power of two, whose rows would share a set of the cache. */
    private final int turnedStep;

    /** Where the biases of a block's rows are spread out, as wide as a tile. */
    private final int biases;

    /** The block of k at hand. */
    private int k0;

    private int kc;
    private boolean first;

    /** The block of rows at hand, of a: its first element, and the step between its rows, or columns. */
    private Object a;

    private int rowsFrom;
    private int aAt;
    private int aStep;
    private boolean aColumns;

    /** The panels at hand, and the column that they begin at. */
    private Object panels;

    private int panelsAt;
    private int panelsFrom;

    private ProductBlock(Product product, ProductCall call, int i0, int i1, int j0, int j1) {
        this.product = product;
        this.call = call;
        this.i0 = i0;
        this.i1 = i1;
        this.j0 = j0;
        this.j1 = j1;
        tiles = product.tiles;
        epilogue = call.epilogue();
        boolean inPlace = call.packed() == null && call.right() == null && call.bCol() == 1 && readsInPlace(i1 - i0);
        packedFrom = call.packed() != null ? 0 : inPlace ? readsUpTo(i1 - i0) : j0;
        packsA = call.left() != null || call.aCol() != 1 && (call.aRow() != 1 || paysToTurn(i1 - i0, j1 - j0));
        int longest = call.longestBlock();
        sizes = BlockSizes.of(product, longest, call.blocks(), i1 - i0, packsA, call.packed() == null);
        int columns = call.packed() != null ? 0 : Math.min(j1 - packedFrom, sizes.columns());
        edge = PackedB.ceil(columns, product.width) * longest * sizes.blocks();
        biases = edge + (product.height + 1) * product.width;
        packedA = biases + (epilogue.ofRows() ? sizes.rows() * product.width : 0);
        turnedStep = longest + product.lanes;
        int sizeA = packsA ? sizes.rows() * turnedStep + product.lanes : 0;
        scratch = Recycler.take(product.type.carrier(), packedA + sizeA);
        a = call.a();
        panels = scratch;
    }

    static void run(Product product, ProductCall call, int i0, int i1, int j0, int j1) {
        if (turns(product, call, i1 - i0, j1 - j0)) {
            turned(product, call, i0, i1, j0, j1);
            return;
        }
        ProductBlock block = new ProductBlock(product, call, i0, i1, j0, j1);
        try {
            block.run();
        } finally {
            Recycler.give(block.scratch);
        }
    }

    /**
     * Whether to compute the transposed product instead: where b is transposed and larger than a, that has less to pack.
     * The rows of a become lanes then, of which few may idle.
     */
    private static boolean turns(Product product, ProductCall call, int rows, int columns) {
        boolean transposed = call.stored() && call.bRow() == 1 && call.bCol() != 1 && call.aCol() == 1;
        return transposed
                && !call.epilogue().ofRows()
                && PackedB.ceil(rows, product.lanes) * 8L <= rows * 9L
                && (long) rows * (call.k() + 2L * columns) < (long) columns * call.k();
    }

    private static void turned(Product product, ProductCall call, int i0, int i1, int j0, int j1) {
        int rows = i1 - i0;
        int columns = j1 - j0;
        Epilogue epilogue = call.epilogue();
        Object turned = Recycler.take(product.type.carrier(), rows * columns);
        int c = call.co() + i0 * call.cRow() + j0;
        if (epilogue.accumulate()) {
            product.tiles.pack(columns, rows, call.c(), c, 1, call.cRow(), turned, 0, rows);
        } else if (epilogue.bias() != null) {
            product.tiles.pack(columns, rows, epilogue.bias(), epilogue.biasOffset() + j0, 1, 0, turned, 0, rows);
        }
        boolean starts = epilogue.accumulate() || epilogue.bias() != null;
        ProductCall transposed = new ProductCall(
                columns,
                rows,
                call.k(),
                call.b(),
                call.bo() + j0 * call.bCol(),
                call.bCol(),
                1,
                call.a(),
                call.ao() + i0 * call.aRow(),
                1,
                call.aRow(),
                null,
                turned,
                0,
                rows,
                starts ? Epilogue.ACCUMULATE : Epilogue.STORE);
        run(product, transposed, 0, columns, 0, rows);
        product.tiles.pack(rows, columns, turned, 0, 1, rows, call.c(), c, call.cRow());
        Recycler.give(turned);
        activate(call, i0, i1, j0, j1);
    }

    private void run() {
        if (call.m() == 1 && call.bRow() == 1 && call.stored() && !epilogue.ofRows()) {
            dots();
            return;
        }
        for (int j = j0; j < j1; j += sizes.columns()) {
            columns(j, Math.min(j1, j + sizes.columns()));
        }
    }

    /** To pack a row of b costs about as much as to multiply it by three rows of a; large steps are bad for the cache. */
    private boolean readsInPlace(int rows) {
        long spread = (long) call.k() * call.bRow() * product.type.bytes();
        int few = rows <= ROWS_TO_PACK_B ? Cpu.l2Bytes() / 4 * 3 : Cpu.l1Bytes();
        return rows <= 2 * product.height || spread <= (product.wide ? few : Cpu.l1Bytes() / 2);
    }

    /** The last columns are packed if they are no whole vectors, and where many rows meet them all of a ragged tile. */
    private int readsUpTo(int rows) {
        int ragged = j1 % product.lanes;
        if (ragged == 0 || rows <= 2 * product.height) {
            return j1 - ragged;
        }
        int j = j1 - j1 % product.width;
        while (widest(j1 - j, product.width) < j1 - j) {
            j += widest(j1 - j, product.width);
        }
        return j;
    }

    /** Columns of a lie far from each other: where enough columns of b meet them, they are turned into rows first. */
    private boolean paysToTurn(int rows, int columns) {
        return rows >= 2 * product.height && columns >= COLUMNS_TO_TURN_A;
    }

    /** One row times a transposed matrix, which is read only once: packing it would take longer than the product. */
    private void dots() {
        for (int p = 0; p < call.blocks(); p++) {
            enter(p);
            for (int j = j0; j < j1; j += product.width) {
                int c = call.co() + j;
                tiles.dots(
                        Math.min(product.width, j1 - j),
                        kc,
                        call.a(),
                        call.ao() + k0 * call.aCol(),
                        call.aCol(),
                        call.b(),
                        call.bo() + k0 + j * call.bCol(),
                        call.bCol(),
                        start(),
                        startAt(0, c, j),
                        call.c(),
                        c);
            }
        }
        epilogue.activate(call.c(), call.co() + j0, j1 - j0);
    }

    private void columns(int jc, int je) {
        for (int first = 0; first < call.blocks(); first += sizes.blocks()) {
            int last = Math.min(call.blocks(), first + sizes.blocks());
            for (int i = i0; i < i1; i += sizes.rows()) {
                int ie = Math.min(i1, i + sizes.rows());
                for (int p = first; p < last; p++) {
                    enter(p);
                    enterPanels(jc, je, call.block(first), i == i0);
                    enterRows(i, ie);
                    int wide = reach(ie - i);
                    for (int j = jc; j < je; j += wide) {
                        strip(i, ie, j, Math.min(je, j + wide));
                    }
                }
                if (last == call.blocks()) {
                    activate(call, i, ie, jc, je);
                }
            }
        }
    }

    private static void activate(ProductCall call, int i0, int i1, int j0, int j1) {
        if (call.epilogue().activation() != null) {
            for (int i = i0; i < i1; i++) {
                call.epilogue().activate(call.c(), call.co() + i * call.cRow() + j0, j1 - j0);
            }
        }
    }

    private void enter(int p) {
        k0 = call.block(p);
        kc = call.block(p + 1) - k0;
        first = p == 0;
    }

    private void enterPanels(int jc, int je, int kFrom, boolean packs) {
        PackedB packed = call.packed();
        if (packed != null) {
            panels = packed.panels();
            panelsAt = packed.offset(k0, kc, 0);
            panelsFrom = 0;
        } else {
            panelsFrom = Math.max(jc, packedFrom);
            panelsAt = PackedB.ceil(Math.max(0, je - panelsFrom), product.width) * (k0 - kFrom);
            if (packs) {
                product.pack(call, k0, kc, panelsFrom, je, panels, panelsAt);
            }
        }
    }

    private void enterRows(int i, int ie) {
        rowsFrom = i;
        Object bias = epilogue.bias();
        if (bias != null && epilogue.ofRows() && !startsAtOutput()) {
            int from = epilogue.biasOffset() + i;
            tiles.pack(ie - i, product.width, bias, from, 1, 0, scratch, biases, product.width);
        }
        enterA(i, ie);
    }

    private void enterA(int i, int ie) {
        int from = call.ao() + i * call.aRow() + k0 * call.aCol();
        aColumns = call.aCol() != 1;
        if (packsA) {
            a = scratch;
            aAt = packedA;
            aColumns = call.left() != null;
            aStep = aColumns ? sizes.rows() : turnedStep;
            if (call.left() != null) {
                call.left().pack(k0, kc, i, ie, scratch, packedA, aStep);
            } else {
                tiles.pack(ie - i, kc, call.a(), from, call.aRow(), call.aCol(), scratch, packedA, aStep);
            }
        } else {
            aAt = from;
            aStep = aColumns ? call.aCol() : call.aRow();
        }
    }

    /** The most columns of a strip of so many rows; biases of rows are spread over a panel only. */
    private int reach(int rows) {
        return aColumns || epilogue.ofRows() ? product.width : tiles.reach(rows);
    }

    /** Rows i to ie of at most as many columns as a strip of them reaches. */
    private void strip(int i, int ie, int j, int je) {
        while (j < je) {
            int columns = (j < packedFrom ? Math.min(je, packedFrom) : je) - j;
            int wide = widest(columns, reach(ie - i));
            if (wide > columns) {
                ragged(i, ie, j, columns, wide);
            } else {
                int c = call.co() + i * call.cRow() + j;
                strip(ie - i, wide, aAt, j, start(), startAt(i, c, j), startStep(), call.c(), c, call.cRow());
            }
            j += wide;
        }
    }

    /** The width of the next tile, which may be more than the columns that are left: see {@link #ragged}. */
    private int widest(int columns, int reach) {
        if (columns < product.width) {
            return Integer.highestOneBit(Math.ceilDiv(columns, product.lanes)) * product.lanes;
        }
        int wide = reach;
        while (wide > columns) {
            wide /= 2;
        }
        return wide;
    }

    private void strip(int rows, int wide, int at, int j, Object s, int so, int ss, Object c, int co, int cs) {
        if (j >= packedFrom) {
            int column = j - panelsFrom;
            int b = panelsAt + column / product.width * product.width * kc + column % product.width;
            tiles.strip(aColumns, true, rows, wide, kc, a, at, aStep, panels, b, 0, s, so, ss, c, co, cs);
        } else {
            int b = call.bo() + k0 * call.bRow() + j;
            tiles.strip(aColumns, false, rows, wide, kc, a, at, aStep, call.b(), b, call.bRow(), s, so, ss, c, co, cs);
        }
    }

    /**
     * Tiles that are wider than the columns that are left: they are computed in a buffer, whose columns are copied. One wide
     * tile in it is faster than narrower ones, of which the last would be there.
     */
    private void ragged(int i, int ie, int j, int columns, int wide) {
        boolean adds = startsAtOutput();
        int once = edge + product.height * wide;
        if (!adds && startStep() == 0) {
            System.arraycopy(start(), startAt(i, 0, j), scratch, once, columns);
        }
        for (int row = i; row < ie; row += product.height) {
            int rows = Math.min(product.height, ie - row);
            int at = aAt + (row - i) * (aColumns ? 1 : aStep);
            int c = call.co() + row * call.cRow() + j;
            if (adds) {
                tiles.pack(rows, columns, call.c(), c, call.cRow(), 1, scratch, edge, wide);
                strip(rows, wide, at, j, scratch, edge, wide, scratch, edge, wide);
            } else {
                int s = startStep() == 0 ? once : startAt(row, c, j);
                strip(rows, wide, at, j, scratch, s, startStep(), scratch, edge, wide);
            }
            tiles.pack(rows, columns, scratch, edge, wide, 1, call.c(), c, call.cRow());
        }
    }

    private boolean startsAtOutput() {
        return !first || epilogue.accumulate();
    }

    /** The array whose elements are added to the sums: the output, the bias, or zeros. */
    private Object start() {
        if (startsAtOutput()) {
            return call.c();
        }
        if (epilogue.ofRows()) {
            return scratch;
        }
        return epilogue.bias() != null ? epilogue.bias() : product.zeros;
    }

    private int startAt(int row, int c, int j) {
        if (startsAtOutput()) {
            return c;
        }
        if (epilogue.ofRows()) {
            return biases + (row - rowsFrom) * product.width;
        }
        return epilogue.bias() != null ? epilogue.biasOffset() + j : 0;
    }

    private int startStep() {
        if (startsAtOutput()) {
            return call.cRow();
        }
        return epilogue.ofRows() ? product.width : 0;
    }
}
