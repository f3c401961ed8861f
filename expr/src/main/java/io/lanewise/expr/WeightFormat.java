package io.lanewise.expr;

import java.util.Locale;

/**
 * How constant weights of a matrix product are stored: in fewer bits than the f32 that they are multiplied in. A weight
 * becomes an f32 in a register, exactly.
 */
public enum WeightFormat {
    /** IEEE 754 binary16. */
    F16(2, 0),

    /** bfloat16, the upper half of an f32. */
    BF16(2, 0),

    /** Bytes, with an f32 scale for each output of the layer: {@code w = q · scale}. */
    I8(1, 0),

    /** Blocks of 32 along k of bytes with an f16 scale, ggml's Q8_0: {@code w = q · scale}. */
    Q8_0(1, 34),

    /** Blocks of 32 along k of 4 bits with an f16 scale, ggml's Q4_0: {@code w = (q − 8) · scale}. */
    Q4_0(8, 18);

    /** Weights that share a scale in {@link #Q8_0} and {@link #Q4_0}. */
    public static final int BLOCK = 32;

    private final int rows;
    private final int blockBytes;

    WeightFormat(int rows, int blockBytes) {
        this.rows = rows;
        this.blockBytes = blockBytes;
    }

    /** Rows of k that lie together in a word of a packed panel. */
    public int rows() {
        return rows;
    }

    /** Whether every {@value #BLOCK} weights along k have a scale of their own. */
    public boolean hasBlocks() {
        return blockBytes > 0;
    }

    /** The bytes of {@value #BLOCK} weights and their scale in a file; 0 where weights do not lie in blocks. */
    public int blockBytes() {
        return blockBytes;
    }

    /** The name in messages: {@code q8_0}. */
    public String lower() {
        return name().toLowerCase(Locale.ROOT);
    }
}
