package io.lanewise.tensor.cpu;

import io.lanewise.kernels.Copies;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Half;

/** Copies from and to f16 and bf16, which lie in {@code short[]} and pass through f32. */
final class Halves {
    private static final int BLOCK = 256;

    private Halves() {}

    static void copy(DType from, Object source, int so, int ss, DType to, Object target, int start, int ts, int n) {
        if (from == to) {
            var x = (short[]) source;
            var y = (short[]) target;
            for (int i = 0; i < n; i++) {
                y[start + i * ts] = x[so + i * ss];
            }
            return;
        }
        if (to == DType.F32) {
            widen(from, (short[]) source, so, ss, (float[]) target, start, ts, n);
            return;
        }
        if (from == DType.F32) {
            narrow((float[]) source, so, ss, to, (short[]) target, start, ts, n);
            return;
        }
        var block = new float[Math.min(BLOCK, n)];
        for (int i = 0; i < n; i += BLOCK) {
            int m = Math.min(BLOCK, n - i);
            if (from.isHalf()) {
                widen(from, (short[]) source, so + i * ss, ss, block, 0, 1, m);
            } else {
                Copies.cast(source, from.element(), so + i * ss, ss, block, DType.F32.element(), 0, 1, m);
            }
            if (to.isHalf()) {
                narrow(block, 0, 1, to, (short[]) target, start + i * ts, ts, m);
            } else {
                Copies.cast(block, DType.F32.element(), 0, 1, target, to.element(), start + i * ts, ts, m);
            }
        }
    }

    /** The compiler makes vectors of the dense loops only. */
    private static void widen(DType from, short[] x, int xo, int xs, float[] y, int yo, int ys, int n) {
        if (xs == 1 && ys == 1 && from == DType.F16) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = Half.fromF16(x[xo + i]);
            }
        } else if (xs == 1 && ys == 1) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = Half.fromBf16(x[xo + i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                short bits = x[xo + i * xs];
                y[yo + i * ys] = from == DType.F16 ? Half.fromF16(bits) : Half.fromBf16(bits);
            }
        }
    }

    private static void narrow(float[] x, int xo, int xs, DType to, short[] y, int yo, int ys, int n) {
        if (xs == 1 && ys == 1 && to == DType.F16) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = Half.toF16(x[xo + i]);
            }
        } else if (xs == 1 && ys == 1) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = Half.toBf16(x[xo + i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                float value = x[xo + i * xs];
                y[yo + i * ys] = to == DType.F16 ? Half.toF16(value) : Half.toBf16(value);
            }
        }
    }
}
