package io.lanewise.kernels.product;

import io.lanewise.expr.WeightFormat;
import io.lanewise.kernels.Scalars;

/** Tiles of packed weights in plain Java: the fallback, and the oracle of the vector tiles, whose bits it has. */
final class WeightTilesScalar implements WeightTiles {
    private final int width;
    private final int columns;

    /** @param columns those of the tiles of f32 beside them */
    WeightTilesScalar(int width, int columns) {
        this.width = width;
        this.columns = columns;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height(WeightFormat format) {
        return format == WeightFormat.I8 ? 6 : 4;
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
        for (int i = 0; i < rows; i++) {
            int row = ao + i * as;
            for (int j = 0; j < width; j++) {
                float start = s[so + i * ss + j];
                c[co + i * cs + j] = switch (format) {
                    case F16, BF16 -> start + halves(format, k, a, row, b, bo, j);
                    case I8 -> Scalars.fma(bytes(k, a, row, b, bo, j), PackedWeights.columnScale(b, bo, j), start);
                    case Q8_0 -> start + bytesInBlocks(k, a, row, b, bo, j);
                    case Q4_0 -> start + nibbles(k, a, row, b, bo, j);
                };
            }
        }
    }

    @Override
    public void widen(WeightFormat format, int k, byte[] b, int bo, int j, float[] to, int o) {
        for (int t = 0; t < k; t++) {
            int at = o + t * columns;
            int row = PackedWeights.row(bo, t, j, width);
            for (int x = 0; x < columns; x++) {
                to[at + x] =
                        format == WeightFormat.I8 ? b[row + x] : PackedWeights.half(format, b, bo, t, j + x, width);
            }
        }
    }

    private float halves(WeightFormat format, int k, float[] a, int row, byte[] b, int bo, int j) {
        float sum = 0;
        for (int t = 0; t < k; t++) {
            sum = Scalars.fma(a[row + t], PackedWeights.half(format, b, bo, t, j, width), sum);
        }
        return sum;
    }

    private float bytes(int k, float[] a, int row, byte[] b, int bo, int j) {
        float sum = 0;
        for (int t = 0; t < k; t++) {
            sum = Scalars.fma(a[row + t], b[PackedWeights.row(bo, t, j, width)], sum);
        }
        return sum;
    }

    private float bytesInBlocks(int k, float[] a, int row, byte[] b, int bo, int j) {
        float total = 0;
        for (int q = 0; q < k; q += WeightFormat.BLOCK) {
            float sum = 0;
            for (int t = q; t < q + WeightFormat.BLOCK; t++) {
                sum = Scalars.fma(a[row + t], b[PackedWeights.blockRow(bo, t, j, width)], sum);
            }
            total = Scalars.fma(sum, PackedWeights.blockScale(WeightFormat.Q8_0, b, bo, q, j, width), total);
        }
        return total;
    }

    private float nibbles(int k, float[] a, int row, byte[] b, int bo, int j) {
        float total = 0;
        for (int q = 0; q < k; q += WeightFormat.BLOCK) {
            int first = row + k / WeightFormat.BLOCK + q;
            float sum = a[row + q / WeightFormat.BLOCK];
            for (int t = 0; t < WeightFormat.BLOCK; t++) {
                float unit = t % 2 == 0 ? 0x1p-4f : 0x1p-8f;
                float weight = 1 + PackedWeights.nibbleAt(b, bo, q + t, j, width) * unit;
                sum = Scalars.fma(a[first + t], weight, sum);
            }
            total = Scalars.fma(sum, 16 * PackedWeights.blockScale(WeightFormat.Q4_0, b, bo, q, j, width), total);
        }
        return total;
    }
}
