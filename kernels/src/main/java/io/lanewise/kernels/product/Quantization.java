package io.lanewise.kernels.product;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.MapLayout;
import io.lanewise.expr.ReduceLayout;
import io.lanewise.expr.Reduction;
import io.lanewise.expr.WeightFormat;
import io.lanewise.kernels.MapKernel;
import io.lanewise.kernels.MapKernels;
import io.lanewise.kernels.ReduceKernel;
import io.lanewise.kernels.ReduceKernels;
import java.util.Objects;

/** Makes weights of few bits from f32, rounding to the nearest: for each output of a layer, or in blocks as ggml does. */
public final class Quantization {
    private static final float LARGEST_HALF = 65504;
    private static final ReduceKernel LEAST = ReduceKernels.find(Reduction.MIN, ElementType.F32, ReduceLayout.ROWS);
    private static final ReduceKernel MOST = ReduceKernels.find(Reduction.MAX, ElementType.F32, ReduceLayout.ROWS);

    private static final MapKernel STEPS =
            Objects.requireNonNull(MapKernels.find(Catalog.QUANTIZE, ElementType.F32, MapLayout.DENSE));

    private Quantization() {}

    /**
     * Weights as bytes.
     *
     * @param values row-major {@code [n, k]}
     * @param scales for each row its largest absolute value / 127
     */
    public record Bytes(byte[] values, float[] scales) {}

    /**
     * Bytes from -127 to 127 with a scale for each row, symmetric around zero: {@code w ≈ values · scale}, to half a
     * scale.
     *
     * @param w row-major {@code [n, k]} from {@code offset}
     * @throws IllegalArgumentException for a weight that is infinite or NaN
     */
    public static Bytes bytes(int n, int k, float[] w, int offset) {
        byte[] values = new byte[n * k];
        float[] scales = new float[n];
        for (int i = 0; i < n; i++) {
            int at = offset + i * k;
            scales[i] = Math.abs(largest(w, at, k)) / 127;
            float inverse = inverse(scales[i]);
            for (int t = 0; t < k; t++) {
                values[i * k + t] = (byte) Math.clamp(round(w[at + t] * inverse), -127, 127);
            }
        }
        return new Bytes(values, scales);
    }

    /**
     * Numbers as bytes from 0 to 255, {@code x ≈ (q − zero) · scale} with {@code q = round(x / scale) + zero}, halves to
     * even, cut to that range; 0 is exact.
     *
     * @param scale a step
     * @param zero the byte that stands for 0
     */
    public record Range(float scale, int zero) {
        /** The range that holds 0 and the numbers from least to most, as ONNX's DynamicQuantizeLinear chooses it. */
        public static Range of(float least, float most) {
            float low = Math.min(0, least);
            float scale = (Math.max(0, most) - low) / 255;
            if (scale == 0) {
                return new Range(1, 0);
            }
            return new Range(scale, (int) Math.rint(Math.clamp(0 - low / scale, 0, 255)));
        }

        /** Writes {@code q − zero} for a matrix whose element [i, t] is at {@code offset + i·row + t·column}, row after row. */
        void center(int m, int k, float[] x, int offset, int row, int column, float[] to) {
            double[] params = {scale, -zero, 255 - zero};
            boolean dense = isDense(m, k, row, column);
            int rows = dense ? 1 : m;
            int n = dense ? m * k : k;
            for (int i = 0; i < rows; i++) {
                float[] from = x;
                int start = offset + i * row;
                if (column != 1) {
                    for (int t = 0; t < n; t++) {
                        to[i * n + t] = x[start + t * column];
                    }
                    from = to;
                    start = i * n;
                }
                STEPS.run(from, start, 1, null, 0, 0, null, 0, 0, null, 0, 0, to, i * n, 1, n, params);
            }
        }
    }

    /** Whether rows without a gap are one. */
    private static boolean isDense(int m, int k, int row, int column) {
        return column == 1 && row == k && m > 0;
    }

    /** The range of a matrix whose element [i, t] is at {@code offset + i·row + t·column}. */
    static Range range(int m, int k, float[] x, int offset, int row, int column) {
        boolean dense = isDense(m, k, row, column);
        int rows = dense ? 1 : m;
        int n = dense ? m * k : k;
        float[] ends = new float[2 * rows];
        LEAST.run(x, offset, column, row, rows, n, ends, 0);
        MOST.run(x, offset, column, row, rows, n, ends, rows);
        float least = 0;
        float most = 0;
        for (int i = 0; i < rows; i++) {
            least = Math.min(least, ends[i]);
            most = Math.max(most, ends[rows + i]);
        }
        return Range.of(least, most);
    }

    /**
     * Blocks of 32 weights as ggml makes them. Q8_0: the scale is the largest absolute value / 127. Q4_0: it is the weight
     * of largest absolute value / -8, so that this one becomes 0, that is -8.
     *
     * @param count a multiple of 32
     * @throws IllegalArgumentException for a weight that is infinite or NaN, or a scale beyond f16
     */
    public static byte[] blocks(WeightFormat format, float[] w, int offset, int count) {
        if (!format.hasBlocks() || count % WeightFormat.BLOCK != 0) {
            throw new IllegalArgumentException("quantize: " + count + " weights in " + format.lower()
                    + "; expected a multiple of 32 in q8_0 or q4_0");
        }
        byte[] blocks = new byte[count / WeightFormat.BLOCK * format.blockBytes()];
        for (int i = 0; i < count / WeightFormat.BLOCK; i++) {
            block(format, w, offset + i * WeightFormat.BLOCK, blocks, i * format.blockBytes());
        }
        return blocks;
    }

    private static void block(WeightFormat format, float[] w, int at, byte[] blocks, int to) {
        float largest = largest(w, at, WeightFormat.BLOCK);
        boolean bytes = format == WeightFormat.Q8_0;
        float scale = bytes ? Math.abs(largest) / 127 : largest / -8;
        if (Math.abs(scale) > LARGEST_HALF) {
            throw new IllegalArgumentException(
                    "quantize: a weight of " + largest + " needs a scale of " + scale + ", beyond f16");
        }
        short half = Float.floatToFloat16(scale);
        blocks[to] = (byte) half;
        blocks[to + 1] = (byte) (half >> 8);
        float inverse = inverse(scale);
        for (int t = 0; t < WeightFormat.BLOCK; t++) {
            float x = w[at + t] * inverse;
            if (bytes) {
                blocks[to + 2 + t] = (byte) round(x);
            } else {
                int q = Math.min(15, (int) (x + 8.5f));
                blocks[to + 2 + t % 16] |= (byte) (q << (t < 16 ? 0 : 4));
            }
        }
    }

    /** The first number of largest absolute value. */
    private static float largest(float[] w, int at, int n) {
        float largest = 0;
        for (int t = at; t < at + n; t++) {
            if (!Float.isFinite(w[t])) {
                throw new IllegalArgumentException("quantize: a weight is " + w[t] + "; expected finite numbers");
            }
            if (Math.abs(w[t]) > Math.abs(largest)) {
                largest = w[t];
            }
        }
        return largest;
    }

    private static float inverse(float scale) {
        return scale == 0 ? 0 : 1 / scale;
    }

    /** To the nearest, halves away from zero. */
    private static int round(float x) {
        int size = (int) (Math.abs((double) x) + 0.5);
        return x < 0 ? -size : size;
    }
}
