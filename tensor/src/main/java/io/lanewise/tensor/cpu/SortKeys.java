package io.lanewise.tensor.cpu;

import io.lanewise.tensor.DType;

/**
 * Numbers as integers of the same order: both zeros are equal, and all NaN are equal and greater than the rest. Types
 * of up to 32 bits have keys of 32 bits.
 */
public final class SortKeys {
    private SortKeys() {}

    /** Whether this type's keys fit into 32 bits. */
    static boolean isNarrow(DType dtype) {
        return dtype.bytes() <= 4;
    }

    /** Whether a key of a type is that of NaN. */
    public static boolean isNan(long key, DType dtype) {
        return switch (dtype) {
            case F16, BF16, F32 -> key == of(Float.NaN);
            case F64 -> key == of(Double.NaN);
            case BOOL, U8, I8, I32, I64 -> false;
        };
    }

    /** The keys of n elements of an array that holds elements of a type. */
    public static void of(Object array, DType dtype, int offset, int step, long[] keys, int n) {
        switch (array) {
            case float[] a -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = of(a[offset + i * step]);
                }
            }
            case double[] a -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = of(a[offset + i * step]);
                }
            }
            case long[] a -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = a[offset + i * step];
                }
            }
            case int[] a -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = a[offset + i * step];
                }
            }
            default -> {
                int mask = dtype == DType.U8 ? 0xFF : -1;
                for (int i = 0; i < n; i++) {
                    keys[i] = ((byte[]) array)[offset + i * step] & mask;
                }
            }
        }
    }

    private static long of(float value) {
        // Adding 0 turns -0 into +0; floatToIntBits makes all NaN one, and positive.
        int bits = Float.floatToIntBits(value + 0f);
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    private static long of(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }
}
