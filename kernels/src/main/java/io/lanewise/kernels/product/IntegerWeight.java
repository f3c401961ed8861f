package io.lanewise.kernels.product;

/**
 * Bytes as the right operand {@code [k, n]} of integer products, laid out as the kernels read them: a {@link PackedWeight}
 * without scales for every {@value #CHUNK} rows. Made by {@link IntegerProduct#pack}. Unsigned bytes are kept less 128.
 */
public final class IntegerWeight {
    /**
     * Rows whose sums are exact in f32: a product of a byte from -128 to 127 and a difference of two bytes is at most 128 ·
     * 255 in size, and 512 of them add up to less than 2^24.
     */
    static final int CHUNK = 512;

    private final int n;
    private final int k;
    private final boolean unsigned;
    private final PackedWeight[] chunks;

    IntegerWeight(int n, int k, boolean unsigned, PackedWeight[] chunks) {
        this.n = n;
        this.k = k;
        this.unsigned = unsigned;
        this.chunks = chunks;
    }

    static IntegerWeight pack(int n, int k, IntegerProduct.Bytes w, int width) {
        PackedWeight[] chunks = new PackedWeight[(k + CHUNK - 1) / CHUNK];
        for (int i = 0; i < chunks.length; i++) {
            int first = i * CHUNK;
            int rows = Math.min(CHUNK, k - first);
            chunks[i] = PackedWeights.integers(
                    n,
                    rows,
                    w.array(),
                    w.offset() + first * w.row(),
                    w.column(),
                    w.row(),
                    w.unsigned() ? 0x80 : 0,
                    width);
        }
        return new IntegerWeight(n, k, w.unsigned(), chunks);
    }

    /** The number of columns. */
    public int n() {
        return n;
    }

    /** The number of rows. */
    public int k() {
        return k;
    }

    /** Whether the bytes that were packed are unsigned. */
    public boolean isUnsigned() {
        return unsigned;
    }

    /** What a zero point is less, since the bytes are. */
    int shift() {
        return unsigned ? 128 : 0;
    }

    int chunks() {
        return chunks.length;
    }

    PackedWeight chunk(int i) {
        return chunks[i];
    }

    @Override
    public String toString() {
        return (unsigned ? "u8" : "i8") + " weights of " + k + " x " + n;
    }
}
