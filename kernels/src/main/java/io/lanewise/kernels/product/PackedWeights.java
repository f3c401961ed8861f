package io.lanewise.kernels.product;

import io.lanewise.expr.WeightFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes and reads the panels of {@link PackedWeight}, weight by weight. */
final class PackedWeights {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private PackedWeights() {}

    /** Says for each weight where in its panel it lies. */
    private interface Place {
        /** Of output j and input k0 + t; the panel at {@code panel} is of block p, and the column in it is {@code c}. */
        void at(int j, int k0, int t, int panel, int c);
    }

    private static void forEach(PackedWeight packed, Place place) {
        int width = packed.width();
        for (int p = 0; p < ProductCall.blocks(packed.k()); p++) {
            int k0 = ProductCall.block(packed.k(), p);
            int rows = packed.rows(p);
            for (int j = 0; j < packed.n(); j++) {
                int panel = packed.offset(p, j);
                for (int t = 0; t < rows; t++) {
                    place.at(j, k0, t, panel, j % width);
                }
            }
        }
    }

    static PackedWeight halves(
            WeightFormat format, int n, int k, short[] w, int offset, int row, int column, int width) {
        if (format != WeightFormat.F16 && format != WeightFormat.BF16) {
            throw new IllegalArgumentException("weights: format " + format.lower() + "; expected f16 or bf16");
        }
        bounds("w", n, k, offset, row, column, w.length);
        PackedWeight packed = new PackedWeight(format, n, k, width, false);
        forEach(packed, (j, k0, t, panel, c) -> {
            short half = w[offset + j * row + (k0 + t) * column];
            if (format == WeightFormat.F16 && isSpecial(half)) {
                throw new IllegalArgumentException("weights: w[" + j + ", " + (k0 + t) + "] in f16 is "
                        + Float.float16ToFloat(half) + "; expected finite numbers");
            }
            SHORTS.set(packed.array(), half(panel, t, c, width), half);
        });
        return packed;
    }

    static PackedWeight bytes(int n, int k, byte[] w, int offset, float[] scales, int scaleOffset, int width) {
        bounds("w", n, k, offset, k, 1, w.length);
        bounds("scales", n, 1, scaleOffset, 1, 0, scales.length);
        PackedWeight packed = new PackedWeight(WeightFormat.I8, n, k, width, true);
        forEach(packed, (j, k0, t, panel, c) -> {
            packed.array()[row(panel, t, c, width)] = w[offset + j * k + k0 + t];
            if (t == 0) {
                INTS.set(packed.array(), panel + 4 * c, Float.floatToRawIntBits(scales[scaleOffset + j]));
            }
        });
        return packed;
    }

    /** Bytes with scales of 1: w[j, t] is at {@code offset + j·output + t·input}, and some of its bits are flipped. */
    static PackedWeight integers(int n, int k, byte[] w, int offset, int output, int input, int flip, int width) {
        bounds("w", n, k, offset, output, input, w.length);
        PackedWeight packed = new PackedWeight(WeightFormat.I8, n, k, width, false);
        byte[] to = packed.array();
        for (int p = 0; p < ProductCall.blocks(k); p++) {
            int k0 = ProductCall.block(k, p);
            for (int j = 0; j < n; j += width) {
                int panel = packed.offset(p, j);
                int columns = Math.min(width, n - j);
                for (int c = 0; c < columns; c++) {
                    INTS.set(to, panel + 4 * c, Float.floatToRawIntBits(1));
                }
                for (int t = 0; t < packed.rows(p); t++) {
                    int from = offset + j * output + (k0 + t) * input;
                    int at = row(panel, t, 0, width);
                    for (int c = 0; c < columns; c++) {
                        to[at + c] = (byte) (w[from + c * output] ^ flip);
                    }
                }
            }
        }
        return packed;
    }

    static PackedWeight blocks(WeightFormat format, int n, int k, byte[] blocks, int offset, int width) {
        if (!format.hasBlocks()) {
            throw new IllegalArgumentException("weights: format " + format.lower() + "; expected q8_0 or q4_0");
        }
        PackedWeight packed = new PackedWeight(format, n, k, width, true);
        int size = format.blockBytes();
        bounds("blocks", n, k / WeightFormat.BLOCK * size, offset, k / WeightFormat.BLOCK * size, 1, blocks.length);
        byte[] to = packed.array();
        forEach(packed, (j, k0, t, panel, c) -> {
            int from = offset + (j * (k / WeightFormat.BLOCK) + (k0 + t) / WeightFormat.BLOCK) * size;
            int u = t % WeightFormat.BLOCK;
            if (u == 0) {
                short scale = (short) SHORTS.get(blocks, from);
                if (isSpecial(scale)) {
                    throw new IllegalArgumentException("weights: the scale of block " + (k0 + t) / WeightFormat.BLOCK
                            + " of row " + j + " is " + Float.float16ToFloat(scale) + "; expected a finite number");
                }
                SHORTS.set(to, scale(format, panel, t, c, width), scale);
            }
            if (format == WeightFormat.Q8_0) {
                to[blockRow(panel, t, c, width)] = blocks[from + 2 + u];
            } else {
                int q = blocks[from + 2 + u % 16] >> (u < 16 ? 0 : 4) & 15;
                int word = word(panel, t, c, width);
                INTS.set(to, word, (int) INTS.get(to, word) | Integer.rotateLeft(q, nibble(t)));
            }
        });
        return packed;
    }

    static byte[] toBlocks(PackedWeight packed) {
        WeightFormat format = packed.format();
        if (!format.hasBlocks()) {
            throw new IllegalArgumentException(packed + " have no blocks; expected q8_0 or q4_0");
        }
        int size = format.blockBytes();
        int blocksInRow = packed.k() / WeightFormat.BLOCK;
        byte[] blocks = new byte[packed.n() * blocksInRow * size];
        byte[] from = packed.array();
        forEach(packed, (j, k0, t, panel, c) -> {
            int to = (j * blocksInRow + (k0 + t) / WeightFormat.BLOCK) * size;
            int u = t % WeightFormat.BLOCK;
            if (u == 0) {
                SHORTS.set(blocks, to, (short) SHORTS.get(from, scale(format, panel, t, c, packed.width())));
            }
            if (format == WeightFormat.Q8_0) {
                blocks[to + 2 + u] = from[blockRow(panel, t, c, packed.width())];
            } else {
                blocks[to + 2 + u % 16] |= (byte) (nibbleAt(from, panel, t, c, packed.width()) << (u < 16 ? 0 : 4));
            }
        });
        return blocks;
    }

    static float[] floats(PackedWeight packed) {
        float[] w = new float[packed.n() * packed.k()];
        forEach(packed, (j, k0, t, panel, c) -> w[j * packed.k() + k0 + t] = value(packed, panel, t, c));
        return w;
    }

    /** A weight, rounded once where bytes have a scale in f32, otherwise exact. */
    private static float value(PackedWeight packed, int panel, int t, int c) {
        byte[] b = packed.array();
        int width = packed.width();
        WeightFormat format = packed.format();
        return switch (format) {
            case F16, BF16 -> half(format, b, panel, t, c, width);
            case I8 -> b[row(panel, t, c, width)] * columnScale(b, panel, c);
            case Q8_0 -> b[blockRow(panel, t, c, width)] * blockScale(format, b, panel, t, c, width);
            case Q4_0 -> (nibbleAt(b, panel, t, c, width) - 8) * blockScale(format, b, panel, t, c, width);
        };
    }

    static float half(WeightFormat format, byte[] b, int panel, int t, int c, int width) {
        short bits = (short) SHORTS.get(b, half(panel, t, c, width));
        return format == WeightFormat.F16 ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << 16);
    }

    /** The byte of row t of a panel that begins with its columns' scales. */
    static int row(int panel, int t, int c, int width) {
        return panel + 4 * width + t * width + c;
    }

    static float columnScale(byte[] b, int panel, int c) {
        return Float.intBitsToFloat((int) INTS.get(b, panel + 4 * c));
    }

    /** The byte of row t of a panel of blocks of bytes. */
    static int blockRow(int panel, int t, int c, int width) {
        return scale(WeightFormat.Q8_0, panel, t, 0, width) + 2 * width + t % WeightFormat.BLOCK * width + c;
    }

    static int nibbleAt(byte[] b, int panel, int t, int c, int width) {
        return Integer.rotateRight((int) INTS.get(b, word(panel, t, c, width)), nibble(t)) & 15;
    }

    static float blockScale(WeightFormat format, byte[] b, int panel, int t, int c, int width) {
        return Float.float16ToFloat((short) SHORTS.get(b, scale(format, panel, t, c, width)));
    }

    private static int half(int panel, int t, int c, int width) {
        return panel + 2 * ((t & -2) * width + 2 * c + t % 2);
    }

    private static int scale(WeightFormat format, int panel, int t, int c, int width) {
        return panel + t / WeightFormat.BLOCK * format.blockBytes() * width + 2 * c;
    }

    /** The int with row t and seven others of a panel of blocks of 4 bits. */
    private static int word(int panel, int t, int c, int width) {
        int u = t % WeightFormat.BLOCK;
        return scale(WeightFormat.Q4_0, panel, t, 0, width) + 2 * width + 4 * (u / 8 * width + c);
    }

    /**
     * How far the bits of row t are rotated: rows of a pair lie where the kernel needs them when it has rotated the word
     * right by 8 for each pair before.
     */
    private static int nibble(int t) {
        return (t % 2 == 0 ? 19 : 15) + t % 8 / 2 * 8;
    }

    /** Whether an f16 is infinite or NaN. */
    static boolean isSpecial(short half) {
        return (half & 0x7c00) == 0x7c00;
    }

    private static void bounds(String name, int rows, int columns, int offset, int row, int column, int length) {
        if (rows > 0 && columns > 0) {
            long r = (rows - 1L) * row;
            long c = (columns - 1L) * column;
            long first = offset + Math.min(0, r) + Math.min(0, c);
            long last = offset + Math.max(0, r) + Math.max(0, c);
            if (first < 0 || last >= length) {
                throw new IndexOutOfBoundsException("weights: " + name + " of " + rows + " x " + columns
                        + " elements spans " + first + " to " + last + " of an array of " + length);
            }
        }
    }
}
