package io.lanewise.kernels.product;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.WeightFormat;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.RangeTask;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.WarmUp;

/**
 * The loops around the {@link WeightTiles}. The weights are read once for every {@value #ROWS} rows, in the order in
 * which they lie; threads share the panels, and where rows are many, blocks of rows. {@value #MANY} rows and more are
 * worth making floats of a panel, for the {@link Tiles} of f32; bytes become floats in registers beside the multiply-adds
 * as fast, and are read so at each tile up to {@value #MANY_OF_BYTES} rows.
 */
final class WeightProduct {
    private static final int ROWS = 256;
    private static final int MANY = 8;
    private static final int MANY_OF_BYTES = 48;
    private static final WeightProduct INSTANCE =
            ofMachine(Cpu.vectorBits(), Cpu.vectorBits() == 512 ? 32 : Cpu.registers());

    final WeightTiles tiles;
    final Tiles floats;
    final float[] zeros;

    WeightProduct(WeightTiles tiles, Tiles floats) {
        this.tiles = tiles;
        this.floats = floats;
        zeros = new float[tiles.width()];
    }

    private static WeightProduct ofMachine(int bits, int registers) {
        Tiles floats = Product.of(ElementType.F32).tiles;
        WeightTiles tiles = tiles(bits, registers);
        return new WeightProduct(bits > 0 && WarmUp.on() ? new WarmingWeights(tiles, floats.width()) : tiles, floats);
    }

    /** That of this machine. */
    static WeightProduct instance() {
        return INSTANCE;
    }

    /** The product for vectors of {@code bits} bits, 0 for scalar code, and a number of registers. */
    static WeightProduct of(int bits, int registers) {
        return new WeightProduct(tiles(bits, registers), TileTable.of(ElementType.F32, bits, registers));
    }

    private static WeightTiles tiles(int bits, int registers) {
        return switch (bits) {
            case 512 -> new WeightTiles512R32();
            case 256 -> registers == 32 ? new WeightTiles256R32() : new WeightTiles256R16();
            case 128 -> registers == 32 ? new WeightTiles128R32() : new WeightTiles128R16();
            default -> {
                int width = TileTable.of(ElementType.F32, 0, registers).width();
                yield new WeightTilesScalar(width, width);
            }
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
    record Part(PackedWeight w, float[] a, int ao, int aRow, float[] c, int co, int cRow, Epilogue epilogue) {}

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

    private static boolean widens(WeightFormat format, int rows) {
        return rows >= (format == WeightFormat.I8 ? MANY_OF_BYTES : MANY) && !format.hasBlocks();
    }

    /** Rows i0 to i1 times some panels. */
    private void block(Part part, int i0, int i1, int first, int last) {
        PackedWeight w = part.w;
        int width = tiles.width();
        boolean widened = widens(w.format(), i1 - i0);
        int wide = widened ? floats.width() : width;
        float[] edge = Recycler.floats(WeightStrip.bufferSize(width));
        float[] panel = widened ? Recycler.floats((Product.KC + 1) * wide) : zeros;
        for (int p = 0; p < ProductCall.blocks(w.k()); p++) {
            for (int j = first * width; j < Math.min(w.n(), last * width); j += wide) {
                if (widened) {
                    int k = PackedB.ceil(w.rows(p), w.format().rows());
                    tiles.widen(w.format(), k, w.array(), w.offset(p, j), j % width, panel, 0);
                }
                new WeightStrip(this, part, p, j, widened ? panel : null, edge).run(i0, i1);
            }
        }
        if (widened) {
            Recycler.give(panel);
        }
        Recycler.give(edge);
        int end = Math.min(w.n(), last * width);
        for (int i = i0; i < i1; i++) {
            part.epilogue.activate(part.c, part.co + i * part.cRow + first * width, end - first * width);
        }
    }
}
