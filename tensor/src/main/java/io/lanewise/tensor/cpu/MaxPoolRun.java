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
 * a row of windows meets, column by column, and then of neighbouring columns: a pass over a line in the cache for each row
 * and each column of a window.
 */
final class MaxPoolRun {
    /** Elements below which a part is not worth a thread. */
    private static final int GRAIN = 1 << 14;

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
            var line = run.new Line();
            for (long plane = first; plane < end; plane++) {
                int from = x.offset() + (int) plane * product(run.in);
                int to = y.offset() + (int) plane * windows;
                for (int row = 0; row < run.out[0] * run.out[1]; row++) {
                    line.rows(from, row / run.out[1], row % run.out[1]);
                    line.columns(HeapStorage.arrayOf(y), to + row * run.out[2]);
                }
            }
            line.close();
        });
    }

    /** A line of an image with its padding, and what is made of it. */
    private final class Line {
        private final MapKernel dense = kernel(MapLayout.DENSE);
        private final MapKernel strided = kernel(MapLayout.STRIDED);
        private final Object source = HeapStorage.arrayOf(x);
        private final int length = Math.max(before[2] + in[2], (out[2] - 1) * stride[2] + span(2));
        private final Object line = Recycler.take(x.dtype().carrier(), length);
        private final Object greatest = Recycler.take(x.dtype().carrier(), length);

        private MapKernel kernel(MapLayout layout) {
            var element = x.dtype().element();
            return Objects.requireNonNull(MapKernels.find(Catalog.MAXIMUM, element, layout));
        }

        /** The greatest elements of the rows that the windows at depth d and height h meet. */
        void rows(int from, int d, int h) {
            clear(line);
            boolean first = true;
            for (int i = 0; i < kernel[0] * kernel[1]; i++) {
                int depth = d * stride[0] - before[0] + i / kernel[1] * dilation[0];
                int row = h * stride[1] - before[1] + i % kernel[1] * dilation[1];
                if (depth < 0 || depth >= in[0] || row < 0 || row >= in[1]) {
                    continue;
                }
                int at = from + (depth * in[1] + row) * in[2];
                if (first) {
                    System.arraycopy(source, at, line, before[2], in[2]);
                } else {
                    maximum(dense, line, before[2], 1, source, at, line, before[2], in[2]);
                }
                first = false;
            }
        }

        /** The greatest of the columns that each window meets; of all neighbours first, since that takes no steps. */
        void columns(Object y, int o) {
            int columns = (out[2] - 1) * stride[2] + 1;
            var found = line;
            for (int k = 1; k < kernel[2] - 1; k++) {
                maximum(dense, found, 0, 1, line, k * dilation[2], greatest, 0, columns);
                found = greatest;
            }
            var last = stride[2] == 1 ? dense : strided;
            maximum(last, found, 0, stride[2], line, (kernel[2] - 1) * dilation[2], y, o, out[2]);
        }

        private static void maximum(
                MapKernel kernel, Object a, int ao, int step, Object b, int bo, Object to, int o, int n) {
            kernel.run(a, ao, step, b, bo, step, null, 0, 0, null, 0, 0, to, o, 1, n, NO_PARAMS);
        }

        private static void clear(Object line) {
            if (line instanceof float[] floats) {
                Arrays.fill(floats, Float.NEGATIVE_INFINITY);
            } else {
                Arrays.fill((double[]) line, Double.NEGATIVE_INFINITY);
            }
        }

        void close() {
            Recycler.give(line);
            Recycler.give(greatest);
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
