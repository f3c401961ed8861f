package io.lanewise.tensor.cpu;

/**
 * Loops that move elements of any carrier type between arrays: along strides, and through positions. Positions are
 * counted in steps from an offset and were checked by the caller.
 */
public final class Moves {
    private Moves() {}

    /** out[oo + i·os] = x[xo + i·xs] for i below n. */
    public static void line(Object x, int xo, int xs, Object out, int oo, int os, int n) {
        if (xs == 1 && os == 1) {
            System.arraycopy(x, xo, out, oo, n);
            return;
        }
        strided(x, xo, xs, out, oo, os, n);
    }

    private static void strided(Object x, int xo, int xs, Object out, int oo, int os, int n) {
        switch (x) {
            case float[] v -> {
                var o = (float[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + i * xs];
                }
            }
            case double[] v -> {
                var o = (double[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + i * xs];
                }
            }
            case long[] v -> {
                var o = (long[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + i * xs];
                }
            }
            case int[] v -> {
                var o = (int[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + i * xs];
                }
            }
            case short[] v -> {
                var o = (short[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + i * xs];
                }
            }
            default -> {
                var v = (byte[]) x;
                var o = (byte[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + i * xs];
                }
            }
        }
    }

    /** out[oo + i·os] = x[xo + at[ao + i]·xs] for i below n. */
    static void gather(Object x, int xo, int xs, int[] at, int ao, Object out, int oo, int os, int n) {
        switch (x) {
            case float[] v -> {
                var o = (float[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + at[ao + i] * xs];
                }
            }
            case double[] v -> {
                var o = (double[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + at[ao + i] * xs];
                }
            }
            case long[] v -> {
                var o = (long[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + at[ao + i] * xs];
                }
            }
            case int[] v -> {
                var o = (int[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + at[ao + i] * xs];
                }
            }
            case short[] v -> {
                var o = (short[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + at[ao + i] * xs];
                }
            }
            default -> {
                var v = (byte[]) x;
                var o = (byte[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i * os] = v[xo + at[ao + i] * xs];
                }
            }
        }
    }

    /** out[oo + at[ao + i]·os] = x[xo + i·xs] for i below n, in this order: of equal positions the last wins. */
    static void scatter(Object x, int xo, int xs, int[] at, int ao, Object out, int oo, int os, int n) {
        switch (x) {
            case float[] v -> {
                var o = (float[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + at[ao + i] * os] = v[xo + i * xs];
                }
            }
            case double[] v -> {
                var o = (double[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + at[ao + i] * os] = v[xo + i * xs];
                }
            }
            case long[] v -> {
                var o = (long[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + at[ao + i] * os] = v[xo + i * xs];
                }
            }
            case int[] v -> {
                var o = (int[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + at[ao + i] * os] = v[xo + i * xs];
                }
            }
            case short[] v -> {
                var o = (short[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + at[ao + i] * os] = v[xo + i * xs];
                }
            }
            default -> {
                var v = (byte[]) x;
                var o = (byte[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + at[ao + i] * os] = v[xo + i * xs];
                }
            }
        }
    }

    /** out[oo + at[ao + i]·os] += x[xo + i·xs] for i below n, in this order; integers wrap around. */
    static void scatterAdd(Object x, int xo, int xs, int[] at, int ao, Object out, int oo, int os, int n) {
        switch (x) {
            case float[] v -> {
                var o = (float[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + at[ao + i] * os] += v[xo + i * xs];
                }
            }
            case double[] v -> {
                var o = (double[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + at[ao + i] * os] += v[xo + i * xs];
                }
            }
            case long[] v -> {
                var o = (long[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + at[ao + i] * os] += v[xo + i * xs];
                }
            }
            case int[] v -> {
                var o = (int[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + at[ao + i] * os] += v[xo + i * xs];
                }
            }
            default -> {
                var v = (byte[]) x;
                var o = (byte[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + at[ao + i] * os] += v[xo + i * xs];
                }
            }
        }
    }

    /** out[oo + i] += x[xo + i] for i below n; integers wrap around. */
    static void add(Object x, int xo, Object out, int oo, int n) {
        switch (x) {
            case float[] v -> {
                var o = (float[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i] += v[xo + i];
                }
            }
            case double[] v -> {
                var o = (double[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i] += v[xo + i];
                }
            }
            case long[] v -> {
                var o = (long[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i] += v[xo + i];
                }
            }
            case int[] v -> {
                var o = (int[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i] += v[xo + i];
                }
            }
            default -> {
                var v = (byte[]) x;
                var o = (byte[]) out;
                for (int i = 0; i < n; i++) {
                    o[oo + i] += v[xo + i];
                }
            }
        }
    }
}
