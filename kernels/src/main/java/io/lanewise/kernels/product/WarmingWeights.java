package io.lanewise.kernels.product;

import io.lanewise.expr.WeightFormat;
import io.lanewise.kernels.WarmUp;
import java.util.Arrays;

/** Tiles of packed weights in vectors that scalar ones of the same bits stand in for until they are compiled. */
final class WarmingWeights implements WeightTiles {
    /** A block of k and a short one, so that both loops of a tile are seen to go on and to end. */
    private static final int STEPS = 96;

    /** Weights, or multiplications, after which vectors pay. */
    private static final int WORTH = 1 << 16;

    private static final int FORMATS = WeightFormat.values().length;

    private final WeightTiles vectors;
    private final WeightTiles scalars;
    private final int columns;
    private final WarmUp.Kernel[][] tiles = new WarmUp.Kernel[FORMATS][];
    private final WarmUp.Kernel[] widening = kernels(FORMATS);

    /** @param columns those of the tiles of f32 beside them */
    WarmingWeights(WeightTiles vectors, int columns) {
        this.vectors = vectors;
        this.columns = columns;
        scalars = new WeightTilesScalar(vectors.width(), columns);
        for (var format : WeightFormat.values()) {
            tiles[format.ordinal()] = kernels(vectors.height(format) + 1);
        }
    }

    private static WarmUp.Kernel[] kernels(int count) {
        WarmUp.Kernel[] kernels = new WarmUp.Kernel[count];
        Arrays.setAll(kernels, _ -> new WarmUp.Kernel(WORTH));
        return kernels;
    }

    @Override
    public int width() {
        return vectors.width();
    }

    @Override
    public int height(WeightFormat format) {
        return vectors.height(format);
    }

    @Override
    public void tile(
            WeightFormat format,
            int rows,
            int k,
            float[] a,
            int ao,
            int as,
            byte[] b,
            int bo,
            float[] s,
            int so,
            int ss,
            float[] c,
            int co,
            int cs) {
        var kernel = tiles[format.ordinal()][rows];
        if (kernel.ready()) {
            vectors.tile(format, rows, k, a, ao, as, b, bo, s, so, ss, c, co, cs);
            return;
        }
        kernel.use(rows * width() * k, () -> multiplying(format, rows));
        scalars.tile(format, rows, k, a, ao, as, b, bo, s, so, ss, c, co, cs);
    }

    @Override
    public void widen(WeightFormat format, int k, byte[] b, int bo, int j, float[] to, int o) {
        var kernel = widening[format.ordinal()];
        if (kernel.ready()) {
            vectors.widen(format, k, b, bo, j, to, o);
            return;
        }
        kernel.use(columns * k, () -> widening(format));
        scalars.widen(format, k, b, bo, j, to, o);
    }

    private WarmUp.Exercise multiplying(WeightFormat format, int rows) {
        int width = width();
        int length = WeightRows.length(format, STEPS);
        int few = format.hasBlocks() ? WeightFormat.BLOCK : format.rows();
        float[] a = new float[rows * length];
        byte[] b = panel();
        float[] s = new float[width];
        float[] c = new float[rows * width];
        return new WarmUp.Exercise(
                2.0 * rows * width * STEPS,
                () -> vectors.tile(format, rows, STEPS, a, 0, length, b, 0, s, 0, 0, c, 0, width),
                () -> vectors.tile(format, rows, few, a, 0, length, b, 0, s, 0, 0, c, 0, width));
    }

    private WarmUp.Exercise widening(WeightFormat format) {
        byte[] b = panel();
        float[] to = new float[columns * STEPS];
        return new WarmUp.Exercise(
                2.0 * columns * STEPS,
                () -> vectors.widen(format, STEPS, b, 0, 0, to, 0),
                () -> vectors.widen(format, format.rows(), b, 0, 0, to, 0));
    }

    /** Weights of at most two bytes, and a scale for each column. */
    private byte[] panel() {
        return new byte[(2 * STEPS + Float.BYTES) * width()];
    }
}
