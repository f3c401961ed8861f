package io.lanewise.kernels.product;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.RangeTask;
import io.lanewise.kernels.Recycler;

/**
 * The loops around the {@link WeightTiles}. The weights are read once for every {@value #ROWS} rows, in the order in
 * which they lie; threads share the panels, and where rows are many, blocks of rows.
 */
final class WeightProduct {
    private static final int ROWS = 256;
    private static final WeightTiles TILES = of(Cpu.vectorBits(), Cpu.vectorBits() == 512 ? 32 : Cpu.registers());

    private final WeightTiles tiles;
    private final float[] zeros;

    WeightProduct(WeightTiles tiles) {
        this.tiles = tiles;
        zeros = new float[tiles.width()];
    }

    static WeightTiles tiles() {
        return TILES;
    }

    /** The tiles for vectors of {@code bits} bits, 0 for scalar code, and a number of registers. */
    static WeightTiles of(int bits, int registers) {
        return switch (bits) {
            case 512 -> new WeightTiles512R32();
            case 256 -> registers == 32 ? new WeightTiles256R32() : new WeightTiles256R16();
            case 128 -> registers == 32 ? new WeightTiles128R32() : new WeightTiles128R16();
            default -> new WeightTilesScalar(16);
        };
    }

    /** {@code c = a·wᵀ} with an epilogue: a[i, t] is at {@code ao + i·aRow + t·aCol}, c's rows are contiguous. */
    void run(
            int m,
            Object a,
            int ao,
            int aRow,
            int aCol,
            PackedWeight w,
            Object c,
            int co,
            int cRow,
            Epilogue epilogue) {
        check(m, a, ao, aRow, aCol, w, c, co, cRow, epilogue);
        if (m == 0 || w.n() == 0) {
            return;
        }
        int length = WeightRows.length(w.format(), w.k());
        if (aCol == 1 && WeightRows.asTheyAre(w.format(), w.k())) {
            divide(new Part(w, (float[]) a, ao, aRow, (float[]) c, co, cRow, epilogue), m);
            return;
        }
        float[] rows = Recycler.floats(Math.multiplyExact(m, length));
        try {
            WeightRows.prepare(w.format(), m, w.k(), (float[]) a, ao, aRow, aCol, rows);
            divide(new Part(w, rows, 0, length, (float[]) c, co, cRow, epilogue), m);
        } finally {
            Recycler.give(rows);
        }
    }

    private void check(
            int m,
            Object a,
            int ao,
            int aRow,
            int aCol,
            PackedWeight w,
            Object c,
            int co,
            int cRow,
            Epilogue epilogue) {
        if (m < 0) {
            throw new IllegalArgumentException("matmul: size m = " + m + " is negative");
        }
        w.check(tiles.width());
        ProductCall.bounds(ElementType.F32, "a", m, w.k(), a, ao, aRow, aCol);
        ProductCall.bounds(ElementType.F32, "c", m, w.n(), c, co, cRow, 1);
        if (epilogue.bias() != null) {
            int biases = epilogue.ofRows() ? m : w.n();
            ProductCall.bounds(ElementType.F32, "bias", 1, biases, epilogue.bias(), epilogue.biasOffset(), 0, 1);
        }
    }

    /** The operands of one call; the rows are prepared. */
    private record Part(PackedWeight w, float[] a, int ao, int aRow, float[] c, int co, int cRow, Epilogue epilogue) {}

    private void divide(Part part, int m) {
        int panels = part.w.panels();
        double work = 2.0 * m * part.w.n() * Math.max(1, part.w.k());
        int threads = (int) Math.max(1, Math.min(Pool.threads(), work / Product.GRAIN));
        int across = Math.min(threads, panels);
        int down = (m + ROWS - 1) / ROWS;
        if (across * down == 1) {
            block(part, 0, m, 0, panels);
            return;
        }
        RangeTask task = (from, to) -> {
            for (int i = (int) from; i < to; i++) {
                int x = i % across;
                int y = i / across;
                int first = (int) ((long) panels * x / across);
                int last = (int) ((long) panels * (x + 1) / across);
                block(part, y * ROWS, Math.min(m, (y + 1) * ROWS), first, last);
            }
        };
        if (threads == 1) {
            task.run(0, down);
        } else {
            Pool.run(across * down, i -> task.run(i, i + 1));
        }
    }

    /** Rows i0 to i1 times some panels. */
    private void block(Part part, int i0, int i1, int first, int last) {
        PackedWeight w = part.w;
        int width = tiles.width();
        float[] edge = Recycler.floats(tiles.height() * width);
        for (int p = 0; p < ProductCall.blocks(w.k()); p++) {
            for (int panel = first; panel < last; panel++) {
                int j = panel * width;
                int at = w.offset(p, j);
                for (int i = i0; i < i1; ) {
                    int high = Math.min(tiles.height(), Integer.highestOneBit(i1 - i));
                    tile(part, p, i, high, j, at, edge);
                    i += high;
                }
            }
        }
        Recycler.give(edge);
        int end = Math.min(w.n(), last * width);
        for (int i = i0; i < i1; i++) {
            part.epilogue.activate(part.c, part.co + i * part.cRow + first * width, end - first * width);
        }
    }

    private void tile(Part part, int p, int i, int high, int j, int at, float[] edge) {
        PackedWeight w = part.w;
        int width = tiles.width();
        int columns = Math.min(width, w.n() - j);
        int k0 = ProductCall.block(w.k(), p);
        int k = PackedB.ceil(w.rows(p), w.format().rows());
        int a = part.ao + i * part.aRow + WeightRows.at(w.format(), k0);
        int to = part.co + i * part.cRow + j;
        boolean adds = p > 0 || part.epilogue.accumulate();
        Object bias = part.epilogue.bias();
        if (columns == width && !(bias != null && part.epilogue.ofRows() && p == 0)) {
            float[] s = adds ? part.c : bias != null ? (float[]) bias : zeros;
            int so = adds ? to : bias != null ? part.epilogue.biasOffset() + j : 0;
            int ss = adds ? part.cRow : 0;
            tiles.tile(w.format(), high, k, part.a, a, part.aRow, w.array(), at, s, so, ss, part.c, to, part.cRow);
            return;
        }
        for (int r = 0; r < high; r++) {
            for (int x = 0; x < columns; x++) {
                edge[r * width + x] = adds ? part.c[to + r * part.cRow + x] : bias(part.epilogue, i + r, j + x);
            }
        }
        tiles.tile(w.format(), high, k, part.a, a, part.aRow, w.array(), at, edge, 0, width, edge, 0, width);
        for (int r = 0; r < high; r++) {
            System.arraycopy(edge, r * width, part.c, to + r * part.cRow, columns);
        }
    }

    private static float bias(Epilogue epilogue, int row, int column) {
        return epilogue.bias() instanceof float[] bias
                ? bias[epilogue.biasOffset() + (epilogue.ofRows() ? row : column)]
                : 0;
    }
}
