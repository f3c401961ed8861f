package io.lanewise.kernels.product;

/**
 * Bytes as the right operand {@code [k, n]} of integer products, laid out as the kernels read them: a {@link PackedWeight}
 * without scales for rows whose sums are exact in f32, which are all of them where the bytes of each column are small
 * enough, as those of networks are, and {@value #CHUNK} otherwise. Made by {@link IntegerProduct#pack}. Unsigned bytes are
 * kept less 128.
 */
public final class IntegerWeight {
    /**
     * Rows whose sums are exact in f32: a product of a byte from -128 to 127 and a difference of two bytes is at most 128 ·
     * 255 in size, and 512 of them add up to less than 2^24.
     */
    static final int CHUNK = 512;

    /** A column whose bytes' sizes add up to this at most has exact sums: times 255 it is less than 2^24. */
    private static final int LARGEST = (1 << 24) / 255;

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
        int height = k <= CHUNK || areSmall(n, k, w) ? Math.max(1, k) : CHUNK;
        PackedWeight[] chunks = new PackedWeight[(k + height - 1) / height];
        for (int i = 0; i < chunks.length; i++) {
            int first = i * height;
            int rows = Math.min(height, k - first);
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

    private static boolean areSmall(int n, int k, IntegerProduct.Bytes w) {
        int flip = w.unsigned() ? 0x80 : 0;
        for (int j = 0; j < n; j++) {
            long size = 0;
            for (int t = 0; t < k; t++) {
                size += Math.abs((byte) (w.array()[w.offset() + t * w.row() + j * w.column()] ^ flip));
            }
            if (size > LARGEST) {
                return false;
            }
        }
        return true;
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

    /** The first row of a chunk. */
    int start(int i) {
        return i * CHUNK;
    }

    @Override
    public String toString() {
        return (unsigned ? "u8" : "i8") + " weights of " + k + " x " + n;
    }
}
