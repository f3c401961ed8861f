package io.lanewise.kernels.product;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.WarmUp;
import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * Vector tiles that the scalar ones stand in for until they are compiled, each combination of layouts, width and rows by
 * itself. Both have the same bits.
 */
final class WarmingTiles implements Tiles {
    /** A block of k and a short one, so that both loops of a tile are seen to go on and to end. */
    private static final int STEPS = 68;

    /** Elements, or multiplications, after which vectors pay. */
    private static final int WORTH = 1 << 16;

    private final ElementType type;
    private final Tiles vectors;
    private final Tiles scalars;
    private final int most;
    private final WarmUp.Kernel[] strips;
    private final WarmUp.Kernel copying = new WarmUp.Kernel(WORTH);
    private final WarmUp.Kernel transposing = new WarmUp.Kernel(WORTH);

    WarmingTiles(ElementType type, Tiles vectors, Tiles scalars) {
        this.type = type;
        this.vectors = vectors;
        this.scalars = scalars;
        most = 3 * height();
        strips = new WarmUp.Kernel[4 * (log2(reach(1) / lanes()) + 1) * most];
        Arrays.setAll(strips, _ -> new WarmUp.Kernel(WORTH));
    }

    /** The tiles for vectors of {@code bits} bits, 0 for scalar code, and a number of registers. */
    static Tiles of(ElementType type, int bits, int registers) {
        Tiles tiles = TileTable.of(type, bits, registers);
        return bits > 0 && WarmUp.on() ? new WarmingTiles(type, tiles, TileTable.of(type, 0, registers)) : tiles;
    }

    private static int log2(int n) {
        return Integer.numberOfTrailingZeros(Integer.highestOneBit(n));
    }

    @Override
    public int height(boolean columns) {
        return vectors.height(columns);
    }

    @Override
    public int width() {
        return vectors.width();
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public int reach(int rows) {
        return vectors.reach(rows);
    }

    @Override
    public void strip(
            boolean columns,
            boolean panel,
            int rows,
            int width,
            int k,
            Object a,
            int ao,
            int as,
            Object b,
            int bo,
            int bs,
            Object s,
            int so,
            int ss,
            Object c,
            int co,
            int cs) {
        var kernel = strip(columns, panel, rows, width);
        if (kernel.ready()) {
            vectors.strip(columns, panel, rows, width, k, a, ao, as, b, bo, bs, s, so, ss, c, co, cs);
            return;
        }
        kernel.use(rows * width * k, () -> exercise(columns, panel, alike(columns, rows), width));
        int row = panel ? width() : bs;
        int few = Math.min(width, panel ? Math.min(row, scalars.width()) : scalars.width());
        for (int j = 0; j < width; j += few) {
            int at = panel ? bo + j / row * row * k + j % row : bo + j;
            scalars.strip(columns, false, rows, few, k, a, ao, as, b, at, row, s, so + j, ss, c, co + j, cs);
        }
    }

    @Override
    public void pack(
            int rows, int columns, Object from, int fo, int rowStep, int columnStep, Object to, int o, int os) {
        boolean contiguous = columnStep == 1;
        if (!contiguous && rowStep != 1) { // no vectors
            vectors.pack(rows, columns, from, fo, rowStep, columnStep, to, o, os);
            return;
        }
        var kernel = contiguous ? copying : transposing;
        if (kernel.ready()) {
            vectors.pack(rows, columns, from, fo, rowStep, columnStep, to, o, os);
            return;
        }
        kernel.use(rows * columns, () -> packing(contiguous));
        scalars.pack(rows, columns, from, fo, rowStep, columnStep, to, o, os);
    }

    @Override
    public void dots(
            int n, int k, Object a, int ao, int as, Object b, int bo, int bs, Object s, int so, Object c, int co) {
        vectors.dots(n, k, a, ao, as, b, bo, bs, s, so, c, co);
    }

    /** More rows are more tiles of the full height before the same last ones. */
    private int alike(boolean columns, int rows) {
        int height = height(columns);
        return rows < 3 * height ? rows : 2 * height + rows % height;
    }

    private WarmUp.Kernel strip(boolean columns, boolean panel, int rows, int width) {
        int layout = (columns ? 2 : 0) + (panel ? 1 : 0);
        return strips[(log2(width / lanes()) * 4 + layout) * most + alike(columns, rows)];
    }

    private WarmUp.Exercise exercise(boolean columns, boolean panel, int rows, int width) {
        int as = columns ? rows : STEPS;
        Object a = array(rows * STEPS);
        Object b = array(Math.max(width, width()) * STEPS);
        Object c = array(rows * width);
        Object s = array(width);
        return new WarmUp.Exercise(
                2.0 * rows * width * STEPS,
                () -> vectors.strip(columns, panel, rows, width, STEPS, a, 0, as, b, 0, width, s, 0, 0, c, 0, width),
                () -> vectors.strip(columns, panel, rows, width, 1, a, 0, as, b, 0, width, s, 0, 0, c, 0, width));
    }

    private WarmUp.Exercise packing(boolean contiguous) {
        int n = 2 * Math.max(width(), 8);
        Object from = array(n * n);
        Object to = array(n * n);
        int rowStep = contiguous ? n : 1;
        int columnStep = contiguous ? 1 : n;
        return new WarmUp.Exercise(
                4.0 * n * n,
                () -> {
                    vectors.pack(n, n, from, 0, rowStep, columnStep, to, 0, n);
                    vectors.pack(n - 1, n - 1, from, 0, rowStep, columnStep, to, 0, n);
                },
                () -> vectors.pack(1, lanes(), from, 0, rowStep, columnStep, to, 0, n));
    }

    private Object array(int n) {
        return Array.newInstance(type.carrier(), n);
    }
}
