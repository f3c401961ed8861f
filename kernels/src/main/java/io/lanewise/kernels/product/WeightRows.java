package io.lanewise.kernels.product;

import io.lanewise.expr.WeightFormat;
import java.util.Arrays;

/**
 * The f32 rows of a product with packed weights, prepared for its tiles: contiguous, and padded with zeros to whole words
 * of weights.
 *
 * <p>The tiles for {@link WeightFormat#Q4_0} make a weight q of an even row 1 + q / 16, of an odd row 1 + q / 256. Of each
 * block of k, its rows therefore hold first, for each 32 elements, what their sum has to begin with, −Σ a · (1 + 8 / 16) −
 * Σ 16 a · (1 + 8 / 256), and then the elements, those at odd places times 16.
 */
final class WeightRows {
    private static final float[] FACTORS = new float[Product.KC];

    static {
        for (int t = 0; t < FACTORS.length; t++) {
            FACTORS[t] = t % 2 == 0 ? 1 : 16;
        }
    }

    private WeightRows() {}

    /** The length of a prepared row. */
    static int length(WeightFormat format, int k) {
        return at(format, PackedB.ceil(k, format.rows()));
    }

    /** Whether contiguous rows of k elements need no preparation. */
    static boolean asTheyAre(WeightFormat format, int k) {
        return format != WeightFormat.Q4_0 && k % format.rows() == 0;
    }

    /** Where row t of the weights, the first of a block of k, meets a prepared row. */
    static int at(WeightFormat format, int t) {
        return format == WeightFormat.Q4_0 ? t + t / WeightFormat.BLOCK : t;
    }

    /** Writes {@code m} rows: a[i, t] is at {@code ao + i·aRow + t·aCol}. */
    static void prepare(WeightFormat format, int m, int k, float[] a, int ao, int aRow, int aCol, float[] to) {
        int length = length(format, k);
        for (int i = 0; i < m; i++) {
            int from = ao + i * aRow;
            int at = i * length;
            if (format == WeightFormat.Q4_0) {
                for (int p = 0; p < ProductCall.blocks(k); p++) {
                    int k0 = ProductCall.block(k, p);
                    int kc = ProductCall.block(k, p + 1) - k0;
                    int first = at + at(format, k0);
                    int elements = first + kc / WeightFormat.BLOCK;
                    copy(kc, a, from + k0 * aCol, aCol, to, elements);
                    for (int q = 0; q < kc / WeightFormat.BLOCK; q++) {
                        to[first + q] = start(to, elements + q * WeightFormat.BLOCK);
                    }
                    scale(kc, to, elements);
                }
            } else {
                copy(k, a, from, aCol, to, at);
                Arrays.fill(to, at + k, at + length, 0);
            }
        }
    }

    private static void copy(int k, float[] a, int from, int step, float[] to, int at) {
        if (step == 1) {
            System.arraycopy(a, from, to, at, k);
            return;
        }
        for (int t = 0; t < k; t++) {
            to[at + t] = a[from + t * step];
        }
    }

    private static void scale(int k, float[] a, int at) {
        for (int t = 0; t < k; t++) {
            a[at + t] *= FACTORS[t];
        }
    }

    /** What the sum of a block has to begin with. */
    private static float start(float[] a, int at) {
        // Four sums in f64, so that each addition need not wait for the one before.
        double even0 = 0;
        double even1 = 0;
        double odd0 = 0;
        double odd1 = 0;
        for (int t = at; t < at + WeightFormat.BLOCK; t += 4) {
            even0 += a[t];
            odd0 += a[t + 1];
            even1 += a[t + 2];
            odd1 += a[t + 3];
        }
        return (float) -(1.5 * (even0 + even1) + 16.5 * (odd0 + odd1));
    }
}
