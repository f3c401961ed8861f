package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.WarmUp;
import java.lang.reflect.Array;
import java.util.Arrays;

/** Loops of patches in vectors that scalar ones of the same bits stand in for until they are compiled. */
final class WarmingPatches implements PatchKernels {
    /** Elements after which vectors pay. */
    private static final int WORTH = 1 << 13;

    private final ElementType type;
    private final PatchKernels vectors;
    private final PatchKernels scalars;
    private final WarmUp.Kernel rows = new WarmUp.Kernel(WORTH);
    private final WarmUp.Kernel columns = new WarmUp.Kernel(WORTH);
    private final WarmUp.Kernel lines = new WarmUp.Kernel(WORTH);
    private final WarmUp.Kernel laying = new WarmUp.Kernel(WORTH);
    private final WarmUp.Kernel adding = new WarmUp.Kernel(WORTH);

    WarmingPatches(ElementType type, PatchKernels vectors, PatchKernels scalars) {
        this.type = type;
        this.vectors = vectors;
        this.scalars = scalars;
    }

    /** The loops for vectors of {@code bits} bits, 0 for scalar code. */
    static PatchKernels of(ElementType type, int bits) {
        PatchKernels kernels = PatchTable.of(type, bits);
        return bits > 0 && WarmUp.on() ? new WarmingPatches(type, kernels, PatchTable.of(type, 0)) : kernels;
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public void rows(
            int n, int[] rowAt, int first, int pieces, int[] pieceAt, Object x, int xo, Object y, int o, int step) {
        if (rows.ready()) {
            vectors.rows(n, rowAt, first, pieces, pieceAt, x, xo, y, o, step);
            return;
        }
        rows.use(n * pieces * lanes(), this::copyingRows);
        scalars.rows(n, rowAt, first, pieces, pieceAt, x, xo, y, o, step);
    }

    @Override
    public void columns(int n, int width, int[] columnAt, int first, Object x, int xo, Object y, int o, int step) {
        if (columns.ready()) {
            vectors.columns(n, width, columnAt, first, x, xo, y, o, step);
            return;
        }
        columns.use(n * width, this::turningColumns);
        scalars.columns(n, width, columnAt, first, x, xo, y, o, step);
    }

    @Override
    public void line(int n, Object x, int xo, int step, Object y, int o) {
        if (lines.ready()) {
            vectors.line(n, x, xo, step, y, o);
            return;
        }
        lines.use(n, this::copyingLines);
        scalars.line(n, x, xo, step, y, o);
    }

    @Override
    public void lay(
            int n, int width, int gap, Object x, int xo, int xRow, int step, Object y, int o, int yRow, int end) {
        if (laying.ready()) {
            vectors.lay(n, width, gap, x, xo, xRow, step, y, o, yRow, end);
            return;
        }
        laying.use(n * width, this::layingRows);
        scalars.lay(n, width, gap, x, xo, xRow, step, y, o, yRow, end);
    }

    /** There are no vectors in it. */
    @Override
    public void spread(int n, Object x, int xo, Object y, int o, int step) {
        vectors.spread(n, x, xo, y, o, step);
    }

    @Override
    public void add(int n, int width, Object x, int xo, Object y, int o, int yRow) {
        if (adding.ready()) {
            vectors.add(n, width, x, xo, y, o, yRow);
            return;
        }
        adding.use(n * width, this::addingRows);
        scalars.add(n, width, x, xo, y, o, yRow);
    }

    /** Rows of each small number of pieces, and some whose last piece ends with the array. */
    private WarmUp.Exercise copyingRows() {
        int lanes = lanes();
        int n = 16;
        int most = 8;
        int width = most * lanes - 1;
        int[] rowAt = new int[n];
        Arrays.setAll(rowAt, i -> i * width);
        int[] pieceAt = new int[3 * most];
        Arrays.setAll(pieceAt, i -> i % 3 == 2 ? lanes - 1 : i / 3 * lanes);
        Object x = array(n * width);
        Object y = array(n * most * lanes);
        return new WarmUp.Exercise(
                n * lanes * most * (most + 1.0),
                () -> {
                    for (int pieces = 1; pieces <= most; pieces++) {
                        vectors.rows(n, rowAt, 0, pieces, pieceAt, x, 0, y, 0, most * lanes);
                    }
                },
                () -> vectors.rows(1, rowAt, 0, 1, pieceAt, x, 0, y, 0, most * lanes));
    }

    private WarmUp.Exercise turningColumns() {
        int lanes = lanes();
        int n = 2 * Math.max(lanes, 8) + 1;
        int[] columnAt = new int[n];
        Arrays.setAll(columnAt, i -> i * n);
        Object x = array(n * n);
        Object y = array(n * n);
        return new WarmUp.Exercise(
                2.0 * n * n,
                () -> vectors.columns(n, n, columnAt, 0, x, 0, y, 0, n),
                () -> vectors.columns(lanes, lanes, columnAt, 0, x, 0, y, 0, n));
    }

    private WarmUp.Exercise copyingLines() {
        int n = 16 * lanes() + 1;
        Object x = array(n);
        Object y = array(n);
        return new WarmUp.Exercise(2.0 * n, () -> vectors.line(n, x, 0, 1, y, 0), () -> vectors.line(1, x, 0, 1, y, 0));
    }

    private WarmUp.Exercise layingRows() {
        int n = 8;
        int width = 3 * lanes() + 1;
        int gap = lanes() + 1;
        int row = width + gap;
        Object x = array(4 * n * width);
        Object y = array(n * row);
        return new WarmUp.Exercise(
                6.0 * n * row,
                () -> {
                    for (int step = 1; step <= 4; step *= 2) {
                        vectors.lay(n, width, gap, x, 0, step * width, step, y, 0, row, n * row);
                    }
                },
                () -> vectors.lay(1, 1, 0, x, 0, width, 1, y, 0, row, n * row));
    }

    private WarmUp.Exercise addingRows() {
        int n = 8;
        int width = 4 * lanes() - 1;
        Object x = array(n * width);
        Object y = array(n * width);
        return new WarmUp.Exercise(
                2.0 * n * width,
                () -> vectors.add(n, width, x, 0, y, 0, width),
                () -> vectors.add(1, 1, x, 0, y, 0, width));
    }

    private Object array(int n) {
        return Array.newInstance(type.carrier(), n);
    }
}
