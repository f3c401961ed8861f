package io.lanewise.kernels;

import io.lanewise.expr.ElementType;

/**
 * Copies with conversion between element types, as Java casts: floats lose their fraction, integers their upper bits.
 * To bool everything but zero is true, NaN too. Conversions go in blocks through f64, or
 * through i64 between integers, both of which hold the source exactly.
 */
public final class Copies {
    private static final int BLOCK = 128;

    private Copies() {}

    /** {@code to[to0 + i·toStep] = from[from0 + i·fromStep]} for n elements. */
    public static void cast(
            Object from, ElementType fromType, int from0, int fromStep,
            Object to, ElementType toType, int to0, int toStep, int n) {
        if (fromType == toType) {
            move(from, fromType, from0, fromStep, to, to0, toStep, n);
        } else if (fromType.isFloat() || toType.isFloat() && fromType != ElementType.I64) {
            var block = new double[Math.min(BLOCK, n)];
            for (int i = 0; i < n; i += BLOCK) {
                int m = Math.min(BLOCK, n - i);
                load(from, fromType, from0 + i * fromStep, fromStep, block, m);
                store(block, to, toType, to0 + i * toStep, toStep, m);
            }
        } else {
            var block = new long[Math.min(BLOCK, n)];
            for (int i = 0; i < n; i += BLOCK) {
                int m = Math.min(BLOCK, n - i);
                load(from, fromType, from0 + i * fromStep, fromStep, block, m);
                store(block, to, toType, to0 + i * toStep, toStep, m);
            }
        }
    }

    private static void move(Object from, ElementType type, int i0, int is, Object to, int o0, int os, int n) {
        if (is == 1 && os == 1) {
            System.arraycopy(from, i0, to, o0, n);
            return;
        }
        switch (type) {
            case F32 -> {
                var x = (float[]) from;
                var y = (float[]) to;
                for (int i = 0; i < n; i++) {
                    y[o0 + i * os] = x[i0 + i * is];
                }
            }
            case F64 -> {
                var x = (double[]) from;
                var y = (double[]) to;
                for (int i = 0; i < n; i++) {
                    y[o0 + i * os] = x[i0 + i * is];
                }
            }
            case I32 -> {
                var x = (int[]) from;
                var y = (int[]) to;
                for (int i = 0; i < n; i++) {
                    y[o0 + i * os] = x[i0 + i * is];
                }
            }
            case I64 -> {
                var x = (long[]) from;
                var y = (long[]) to;
                for (int i = 0; i < n; i++) {
                    y[o0 + i * os] = x[i0 + i * is];
                }
            }
            case I8, U8, BOOL -> {
                var x = (byte[]) from;
                var y = (byte[]) to;
                for (int i = 0; i < n; i++) {
                    y[o0 + i * os] = x[i0 + i * is];
                }
            }
        }
    }

    private static void load(Object from, ElementType type, int i0, int is, double[] block, int n) {
        for (int i = 0; i < n; i++) {
            int at = i0 + i * is;
            block[i] = switch (type) {
                case F32 -> ((float[]) from)[at];
                case F64 -> ((double[]) from)[at];
                case I32 -> ((int[]) from)[at];
                case I64 -> ((long[]) from)[at];
                case U8 -> ((byte[]) from)[at] & 0xff;
                case I8, BOOL -> ((byte[]) from)[at];
            };
        }
    }

    private static void load(Object from, ElementType type, int i0, int is, long[] block, int n) {
        for (int i = 0; i < n; i++) {
            int at = i0 + i * is;
            block[i] = switch (type) {
                case F32, F64 -> throw new IllegalArgumentException("cast: a float does not pass through i64");
                case I32 -> ((int[]) from)[at];
                case I64 -> ((long[]) from)[at];
                case U8 -> ((byte[]) from)[at] & 0xff;
                case I8, BOOL -> ((byte[]) from)[at];
            };
        }
    }

    private static void store(double[] block, Object to, ElementType type, int o0, int os, int n) {
        for (int i = 0; i < n; i++) {
            int at = o0 + i * os;
            double value = block[i];
            switch (type) {
                case F32 -> ((float[]) to)[at] = (float) value;
                case F64 -> ((double[]) to)[at] = value;
                case I32 -> ((int[]) to)[at] = (int) (long) value;
                case I64 -> ((long[]) to)[at] = (long) value;
                case U8, I8 -> ((byte[]) to)[at] = (byte) (long) value;
                case BOOL -> ((byte[]) to)[at] = (byte) (value != 0 ? 1 : 0);
            }
        }
    }

    private static void store(long[] block, Object to, ElementType type, int o0, int os, int n) {
        for (int i = 0; i < n; i++) {
            int at = o0 + i * os;
            long value = block[i];
            switch (type) {
                case F32 -> ((float[]) to)[at] = value;
                case F64 -> ((double[]) to)[at] = value;
                case I32 -> ((int[]) to)[at] = (int) value;
                case I64 -> ((long[]) to)[at] = value;
                case U8, I8 -> ((byte[]) to)[at] = (byte) value;
                case BOOL -> ((byte[]) to)[at] = (byte) (value != 0 ? 1 : 0);
            }
        }
    }
}
