package io.lanewise.kernels.product;

import io.lanewise.expr.WeightFormat;
import java.util.Objects;

/**
 * Constant weights {@code [n, k]} of a layer with n outputs and k inputs in one of the {@link WeightFormat}s, laid out as
 * the kernels read them: the right operand {@code wᵀ} of a product with f32 rows. Made from what checkpoints hold: f16 or
 * bf16 numbers, bytes with a scale for each output, or the blocks of ggml's Q8_0 and Q4_0.
 *
 * <p>For each block of k that the product sums by itself, panels follow each other, of as many columns as a tile has;
 * those beyond the last column are zero. A panel begins with the scales of its columns, if it has any that hold for the
 * whole block; of each 32 rows in blocks, too, the scales come first. Rows that the format keeps together make an int.
 */
public final class PackedWeight {
    /** So that the last vector of a few bytes may be loaded with what follows it. */
    private static final int MARGIN = 8;

    private final WeightFormat format;
    private final int n;
    private final int k;
    private final int width;
    private final byte[] panels;
    private final boolean scaled;

    /** Where each block of k begins. */
    private final int[] starts;

    /** @param scaled whether sums are to be multiplied by scales other than 1 */
    PackedWeight(WeightFormat format, int n, int k, int width, boolean scaled) {
        if (n < 0 || k < 0) {
            throw new IllegalArgumentException("weights: sizes n = " + n + ", k = " + k + " are negative");
        }
        if (format.hasBlocks() && k % WeightFormat.BLOCK != 0) {
            throw new IllegalArgumentException("weights: k = " + k + " of " + n + " x " + k + " weights in "
                    + format.lower() + " is no multiple of " + WeightFormat.BLOCK);
        }
        this.format = format;
        this.n = n;
        this.k = k;
        this.width = width;
        this.scaled = scaled;
        starts = new int[ProductCall.blocks(k)];
        long size = 0;
        for (int p = 0; p < starts.length; p++) {
            starts[p] = (int) size;
            size += (long) panelBytes(p) * panels();
            if (size > Integer.MAX_VALUE - 2 * MARGIN) {
                throw new IllegalArgumentException("weights: " + n + " x " + k + " are too large to pack");
            }
        }
        panels = new byte[(int) size + MARGIN];
    }

    /**
     * Packs f16 or bf16 numbers: w[i, t] is at {@code offset + i·row + t·column}.
     *
     * @throws IllegalArgumentException for an f16 weight that is infinite or NaN, which has no exact packed form
     */
    public static PackedWeight halves(WeightFormat format, int n, int k, short[] w, int offset, int row, int column) {
        return PackedWeights.halves(
                format,
                n,
                k,
                w,
                offset,
                row,
                column,
                WeightProduct.instance().tiles.width());
    }

    /** Whether all numbers have a packed form: those of f16 that are finite, all of bf16. */
    public static boolean isPackable(WeightFormat format, int n, int k, short[] w, int offset, int row, int column) {
        if (format == WeightFormat.F16) {
            for (int i = 0; i < n; i++) {
                for (int t = 0; t < k; t++) {
                    if (PackedWeights.isSpecial(w[offset + i * row + t * column])) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Packs bytes, row-major from {@code offset}, with a scale for each of the n rows. */
    public static PackedWeight bytes(int n, int k, byte[] w, int offset, float[] scales, int scaleOffset) {
        return PackedWeights.bytes(
                n,
                k,
                w,
                offset,
                scales,
                scaleOffset,
                WeightProduct.instance().tiles.width());
    }

    /**
     * Packs blocks of {@link WeightFormat#Q8_0} or {@link WeightFormat#Q4_0} as files hold them: row-major, each its
     * little-endian f16 scale and then 32 bytes, or 16 whose low halves are the first 16 weights.
     *
     * @throws IllegalArgumentException for a scale that is infinite or NaN
     */
    public static PackedWeight blocks(WeightFormat format, int n, int k, byte[] blocks, int offset) {
        return PackedWeights.blocks(
                format, n, k, blocks, offset, WeightProduct.instance().tiles.width());
    }

    public WeightFormat format() {
        return format;
    }

    /** Outputs of the layer, columns of the product. */
    public int n() {
        return n;
    }

    /** Inputs of the layer. */
    public int k() {
        return k;
    }

    /** The bytes that are kept, with the padding of the last panel. */
    public int sizeInBytes() {
        return panels.length;
    }

    /** The weights as f32, row-major {@code [n, k]}. */
    public float[] toFloats() {
        return PackedWeights.floats(this);
    }

    /** The blocks that a weight in {@link WeightFormat#Q8_0} or {@link WeightFormat#Q4_0} was packed from, every bit. */
    public byte[] toBlocks() {
        return PackedWeights.toBlocks(this);
    }

    /** Whether the product with these weights is that with their values in f32, bit by bit. */
    boolean isPlain() {
        return !scaled;
    }

    byte[] array() {
        return panels;
    }

    int width() {
        return width;
    }

    int panels() {
        return PackedB.ceil(n, width) / width;
    }

    /** Rows of a panel in block p of k. */
    int rows(int p) {
        return ProductCall.block(k, p + 1) - ProductCall.block(k, p);
    }

    private int panelBytes(int p) {
        int rows = PackedB.ceil(rows(p), format.rows());
        return switch (format) {
            case F16, BF16 -> 2 * rows * width;
            case I8 -> (4 + rows) * width;
            case Q8_0, Q4_0 -> rows / WeightFormat.BLOCK * format.blockBytes() * width;
        };
    }

    /** Where the panel lies that starts at column j, in block p of k. */
    int offset(int p, int j) {
        return starts[p] + j / width * panelBytes(p);
    }

    void check(int width) {
        if (this.width != width) {
            throw new IllegalArgumentException("matmul: weights were packed for tiles of another width");
        }
    }

    @Override
    public String toString() {
        return Objects.toString(format.lower()) + " weights of " + n + " x " + k;
    }
}
