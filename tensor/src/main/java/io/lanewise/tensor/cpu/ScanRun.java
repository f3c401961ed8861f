package io.lanewise.tensor.cpu;

import io.lanewise.expr.Reduction;
import io.lanewise.kernels.Pool;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;

/** Running sums and products: floats in f64, integers in i64, each line by one thread from its start to its end. */
final class ScanRun {
    /** Elements below which a part is not worth a thread. */
    private static final int GRAIN = 16_384;

    private ScanRun() {}

    static void run(Op.Scan op, Tensor x, Tensor out) {
        boolean product = isProduct(op);
        var shape = x.dim() == 0 ? Shape.of(1) : x.shape();
        var one = new int[] {1};
        var lines =
                Lines.along(shape, op.axis(), x.dim() == 0 ? one : x.strides(), out.dim() == 0 ? one : out.strides());
        var from = HeapStorage.arrayOf(x);
        var to = HeapStorage.arrayOf(out);
        Pool.ranges(lines.count(), GRAIN / lines.length(), (first, end) -> {
            var walk = lines.from(first);
            for (long line = first; line < end; line++, walk.next()) {
                int start = x.offset() + walk.start(0);
                int target = out.offset() + walk.start(1);
                scan(product, from, start, walk.step(0), to, target, walk.step(1), walk.length());
            }
        });
    }

    private static boolean isProduct(Op.Scan op) {
        return switch (op.kind()) {
            case SUM -> false;
            case PROD -> true;
            case MAX, MIN, ARG_MAX, ARG_MIN, ALL, ANY, SUM_SQUARES ->
                throw new IllegalArgumentException(
                        "scan: expected " + Reduction.SUM + " or " + Reduction.PROD + ", not " + op.kind());
        };
    }

    private static void scan(boolean product, Object x, int xo, int xs, Object out, int oo, int os, int n) {
        double total = product ? 1 : 0;
        long whole = product ? 1 : 0;
        switch (out) {
            case float[] o -> {
                for (int i = 0; i < n; i++) {
                    float v = ((float[]) x)[xo + i * xs];
                    total = product ? total * v : total + v;
                    o[oo + i * os] = (float) total;
                }
            }
            case double[] o -> {
                for (int i = 0; i < n; i++) {
                    double v = ((double[]) x)[xo + i * xs];
                    total = product ? total * v : total + v;
                    o[oo + i * os] = total;
                }
            }
            case long[] o -> {
                for (int i = 0; i < n; i++) {
                    long v = ((long[]) x)[xo + i * xs];
                    whole = product ? whole * v : whole + v;
                    o[oo + i * os] = whole;
                }
            }
            case int[] o -> {
                for (int i = 0; i < n; i++) {
                    int v = ((int[]) x)[xo + i * xs];
                    whole = product ? whole * v : whole + v;
                    o[oo + i * os] = (int) whole;
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    byte v = ((byte[]) x)[xo + i * xs];
                    whole = product ? whole * v : whole + v;
                    ((byte[]) out)[oo + i * os] = (byte) whole;
                }
            }
        }
    }
}
