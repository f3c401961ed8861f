package io.lanewise.tensor.cpu;

import io.lanewise.expr.Reduction;
import io.lanewise.kernels.Pool;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;

/**
 * Running sums and products: floats in f64, integers in i64, each line by one thread from its start to its end. Lines
 * that lie side by side are walked together, since each step of one alone would be another cache line.
 */
final class ScanRun {
    /** Elements below which a part is not worth a thread. */
    private static final int GRAIN = 16_384;

    /** How many lines that lie side by side are walked together. */
    private static final int WIDTH = 256;

    private ScanRun() {}

    static void run(Op.Scan op, Tensor x, Tensor out) {
        boolean product = isProduct(op);
        var block = Block.of(op.axis(), x, out);
        boolean wide = x.dtype().isFloat() || x.dtype() == DType.I64;
        if (block.whole && block.inner > 1 && wide) {
            sideBySide(product, block, x, out);
        } else {
            lineByLine(product, op.axis(), x, out);
        }
    }

    private static void sideBySide(boolean product, Block block, Tensor x, Tensor out) {
        int n = block.size;
        int parts = (block.inner + WIDTH - 1) / WIDTH;
        var from = HeapStorage.arrayOf(x);
        var to = HeapStorage.arrayOf(out);
        Pool.ranges((long) block.outer * parts, GRAIN / n / WIDTH, (first, end) -> {
            for (long part = first; part < end; part++) {
                int o = (int) (part / parts);
                int lead = (int) (part % parts) * WIDTH;
                var totals = new Totals(product, Math.min(WIDTH, block.inner - lead));
                int source = block.start(0, o) + lead;
                int target = block.start(1, o) + lead;
                for (int i = 0; i < n; i++) {
                    totals.step(from, source + i * block.step(0), to, target + i * block.step(1));
                }
            }
        });
    }

    private static void lineByLine(boolean product, int axis, Tensor x, Tensor out) {
        var shape = x.dim() == 0 ? Shape.of(1) : x.shape();
        var one = new int[] {1};
        var lines = Lines.along(shape, axis, x.dim() == 0 ? one : x.strides(), out.dim() == 0 ? one : out.strides());
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

    /** The totals so far of lines that lie side by side. */
    private static final class Totals {
        private final boolean product;
        private final double[] totals;
        private final long[] whole;

        Totals(boolean product, int width) {
            this.product = product;
            this.totals = new double[width];
            this.whole = new long[width];
            Arrays.fill(totals, product ? 1 : 0);
            Arrays.fill(whole, product ? 1 : 0);
        }

        void step(Object x, int xo, Object out, int oo) {
            switch (out) {
                case float[] o -> {
                    var v = (float[]) x;
                    for (int i = 0; i < totals.length; i++) {
                        totals[i] = product ? totals[i] * v[xo + i] : totals[i] + v[xo + i];
                        o[oo + i] = (float) totals[i];
                    }
                }
                case double[] o -> {
                    var v = (double[]) x;
                    for (int i = 0; i < totals.length; i++) {
                        totals[i] = product ? totals[i] * v[xo + i] : totals[i] + v[xo + i];
                        o[oo + i] = totals[i];
                    }
                }
                default -> {
                    var v = (long[]) x;
                    var o = (long[]) out;
                    for (int i = 0; i < totals.length; i++) {
                        whole[i] = product ? whole[i] * v[xo + i] : whole[i] + v[xo + i];
                        o[oo + i] = whole[i];
                    }
                }
            }
        }
    }
}
