package io.lanewise.tensor;

/** The two 16-bit float formats: IEEE 754 binary16 and bfloat16, the upper half of a binary32. */
public final class Half {
    private Half() {}

    /** The nearest binary16, ties to even; beyond its range an infinity. */
    public static short toF16(float value) {
        return Float.floatToFloat16(value);
    }

    public static float fromF16(short bits) {
        return Float.float16ToFloat(bits);
    }

    /** The nearest bfloat16, ties to even; a NaN stays one. */
    public static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = bits + 0x7FFF + ((bits >>> 16) & 1);
        // Rounding could carry a NaN's low bits away and leave an infinity: the quiet bit is set instead. Without a
        // branch, so that the compiler makes vectors of a loop.
        int nan = (0x7F800000 - (bits & 0x7FFFFFFF)) >> 31;
        return (short) ((rounded & ~nan | (bits | 0x400000) & nan) >>> 16);
    }

    public static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
