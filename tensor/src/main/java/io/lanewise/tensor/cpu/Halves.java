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
        var block = new float[Math.min(BLOCK, n)];
        for (int i = 0; i < n; i += BLOCK) {
            int m = Math.min(BLOCK, n - i);
            if (from.isHalf()) {
                widen(from, (short[]) source, so + i * ss, ss, block, m);
            } else {
                Copies.cast(source, from.element(), so + i * ss, ss, block, DType.F32.element(), 0, 1, m);
            }
            if (to.isHalf()) {
                narrow(block, to, (short[]) target, start + i * ts, ts, m);
            } else {
                Copies.cast(block, DType.F32.element(), 0, 1, target, to.element(), start + i * ts, ts, m);
            }
        }
    }

    private static void widen(DType from, short[] x, int offset, int step, float[] block, int n) {
        for (int i = 0; i < n; i++) {
            short bits = x[offset + i * step];
            block[i] = from == DType.F16 ? Half.fromF16(bits) : Half.fromBf16(bits);
        }
    }

    private static void narrow(float[] block, DType to, short[] y, int offset, int step, int n) {
        for (int i = 0; i < n; i++) {
            y[offset + i * step] = to == DType.F16 ? Half.toF16(block[i]) : Half.toBf16(block[i]);
        }
    }
}
