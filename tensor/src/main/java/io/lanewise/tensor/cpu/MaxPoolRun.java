package io.lanewise.tensor.cpu;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.MapLayout;
import io.lanewise.kernels.MapKernel;
import io.lanewise.kernels.MapKernels;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Sliding;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The greatest elements of windows of one to three dimensions, and where they stand. First the greatest of the rows that
 * each line of windows meets, column by column, and then of neighbouring columns, some lines at a time: a pass over the cache
 * for each row and each column of a window.
 */
final class MaxPoolRun {
    /** Elements below which a part is not worth a thread. */
    private static final int GRAIN = 1 << 14;

    /** Elements of the lines that are taken at a time. */
    private static final int BAND = 1 << 11;

    private static final double[] NO_PARAMS = {};

    private final int[] in;
    private final int[] out;
    private final int[] kernel;
    private final int[] stride;
    private final int[] before;
    private final int[] dilation;
    private final Tensor x;

    private MaxPoolRun(Sliding windows, List<Integer> kernel, Tensor x, Tensor y) {
        this.x = x;
        int rank = windows.rank();
        in = ConvolutionRun.space(x, rank);
        out = ConvolutionRun.space(y, rank);
        this.kernel = ConvolutionRun.three(kernel, 1);
        stride = ConvolutionRun.three(windows.stride(), 1);
        before = ConvolutionRun.three(windows.before(), 0);
        dilation = ConvolutionRun.three(windows.dilation(), 1);
    }

    static void values(Op.MaxPool op, Tensor input, Tensor y) {
        var x = input.contiguous();
        var run = new MaxPoolRun(op.windows(), op.kernel(), x, y);
        int windows = product(run.out);
        Pool.ranges(y.elements() / windows, GRAIN / windows, (first, end) -> {
            var band = run.new Band();
            for (long plane = first; plane < end; plane++) {
                int from = x.offset() + (int) plane * product(run.in);
                int to = y.offset() + (int) plane * windows;
                for (int d = 0; d < run.out[0]; d++) {
                    band.plane(from, d, HeapStorage.arrayOf(y), to + d * run.out[1] * run.out[2]);
                }
            }
            band.close();
        });
    }

    /** Some lines of windows: the greatest of the rows that each meets, with the padding, and what is made of them. */
    private final class Band {
        private final MapKernel maximum = Objects.requireNonNull(
                MapKernels.find(Catalog.MAXIMUM, x.dtype().element(), MapLayout.DENSE));
        private final Object source = HeapStorage.arrayOf(x);
        private final int length = Math.max(before[2] + in[2], (out[2] - 1) * stride[2] + span(2));
        private final int most = Math.clamp(BAND / length, 1, out[1]);
        private final Object lines = Recycler.take(x.dtype().carrier(), most * length);
        private final Object greatest = Recycler.take(x.dtype().carrier(), most * length);

        Band() {
            clear(0, most * length);
        }

        /** The windows at depth d. */
        void plane(int from, int d, Object y, int o) {
            for (int h = 0; h < out[1]; h += most) {
                int n = Math.min(most, out[1] - h);
                for (int line = 0; line < n; line++) {
                    rows(from, d, h + line, line * length + before[2]);
                }
                columns(n, y, o + h * out[2]);
            }
        }

        /** The greatest elements of the rows that the windows at depth d and height h meet. */
        private void rows(int from, int d, int h, int to) {
            int met = 0;
            int first = 0;
            for (int i = 0; i < kernel[0] * kernel[1]; i++) {
                int depth = d * stride[0] - before[0] + i / kernel[1] * dilation[0];
                int row = h * stride[1] - before[1] + i % kernel[1] * dilation[1];
                if (depth < 0 || depth >= in[0] || row < 0 || row >= in[1]) {
                    continue;
                }
                int at = from + (depth * in[1] + row) * in[2];
                if (met == 0) {
                    first = at;
                } else {
                    maximize(met == 1 ? source : lines, met == 1 ? first : to, source, at, lines, to, in[2]);
                }
                met++;
            }
            if (met == 0) {
                clear(to, in[2]);
            } else if (met == 1) {
                System.arraycopy(source, first, lines, to, in[2]);
            }
        }

        /** The greatest of the columns that each window meets: of all neighbours, since that takes no steps. */
        private void columns(int n, Object y, int o) {
            var found = lines;
            for (int k = 1; k < kernel[2]; k++) {
                int at = k * dilation[2];
                maximize(found, 0, lines, at, greatest, 0, n * length - at);
                found = greatest;
            }
            for (int line = 0; line < n; line++) {
                pick(found, line * length, stride[2], y, o + line * out[2], out[2]);
            }
        }

        private void maximize(Object a, int ao, Object b, int bo, Object to, int o, int n) {
            maximum.run(a, ao, 1, b, bo, 1, null, 0, 0, null, 0, 0, to, o, 1, n, NO_PARAMS);
        }

        private void clear(int from, int n) {
            if (lines instanceof float[] floats) {
                Arrays.fill(floats, from, from + n, Float.NEGATIVE_INFINITY);
            } else {
                Arrays.fill((double[]) lines, from, from + n, Double.NEGATIVE_INFINITY);
            }
        }

        void close() {
            Recycler.give(lines);
            Recycler.give(greatest);
        }
    }

    /** {@code y[o + i] = x[xo + i·step]} for i below n. */
    private static void pick(Object from, int xo, int step, Object to, int o, int n) {
        if (step == 1) {
            System.arraycopy(from, xo, to, o, n);
        } else if (from instanceof float[] x && to instanceof float[] y) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[xo + i * step];
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[xo + i * step];
            }
        }
    }

    private int span(int d) {
        return (kernel[d] - 1) * dilation[d] + 1;
    }

    private static int product(int... sizes) {
        return sizes[0] * sizes[1] * sizes[2];
    }

    static void indices(Op.MaxPoolIndices op, Tensor input, Tensor y) {
        var x = input.contiguous();
        var run = new MaxPoolRun(op.windows(), op.kernel(), x, y);
        int rows = run.out[0] * run.out[1];
        var to = (long[]) HeapStorage.arrayOf(y);
        long work = (long) run.out[2] * product(run.kernel);
        Pool.ranges(y.elements() / run.out[2], GRAIN / work, (first, end) -> {
            for (int i = (int) first; i < end; i++) {
                int from = x.offset() + i / rows * product(run.in);
                run.indices(from, i % rows / run.out[1], i % run.out[1], to, y.offset() + i * run.out[2]);
            }
        });
    }

    /** Of a row of windows, the first of the greatest elements of each, or its last NaN. */
    private void indices(int from, int d, int h, long[] to, int o) {
        var source = HeapStorage.arrayOf(x);
        for (int w = 0; w < out[2]; w++) {
            int found = -1;
            double best = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < kernel[0] * kernel[1]; i++) {
                int depth = d * stride[0] - before[0] + i / kernel[1] * dilation[0];
                int row = h * stride[1] - before[1] + i % kernel[1] * dilation[1];
                if (depth < 0 || depth >= in[0] || row < 0 || row >= in[1]) {
                    continue;
                }
                int line = (depth * in[1] + row) * in[2];
                for (int k = 0; k < kernel[2]; k++) {
                    int column = w * stride[2] - before[2] + k * dilation[2];
                    if (column < 0 || column >= in[2]) {
                        continue;
                    }
                    double value = value(source, from + line + column);
                    if (found < 0 || value > best || Double.isNaN(value)) {
                        found = line + column;
                        best = value;
                    }
                }
            }
            to[o + w] = found;
        }
    }

    private static double value(Object array, int i) {
        return array instanceof float[] floats ? floats[i] : ((double[]) array)[i];
    }
}
