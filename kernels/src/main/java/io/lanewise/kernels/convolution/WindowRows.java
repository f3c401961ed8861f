package io.lanewise.kernels.convolution;

/**
 * The windows of images as the rows of a matrix, each with the elements of a window in the order of a filter's. Where
 * there are few windows, that is sooner done than to lay the images out.
 */
final class WindowRows {
    /** More windows are quicker laid out, since a vector then holds an element of many. */
    private static final int MOST = 8;

    private final PatchKernels kernels;
    private final ConvolutionShape s;
    private final Object x;
    private final Object rows;
    private final int depth;

    private WindowRows(PatchKernels kernels, ConvolutionShape s, Object x, Object rows) {
        this.kernels = kernels;
        this.s = s;
        this.x = x;
        this.rows = rows;
        depth = s.channels() * s.taps();
    }

    static boolean fit(int windows) {
        return windows <= MOST;
    }

    /** Writes the rows of a group of some images, whose first channel lies at {@code xo}. */
    static void write(PatchKernels kernels, ConvolutionShape s, int images, Object x, int xo, int step, Object rows) {
        WindowRows windows = new WindowRows(kernels, s, x, rows);
        int[] out = s.out();
        int row = 0;
        for (int i = 0; i < images; i++) {
            for (int d = 0; d < out[0]; d++) {
                for (int h = 0; h < out[1]; h++) {
                    for (int w = 0; w < out[2]; w++) {
                        windows.row(row++, xo + i * step, s.first(0, d), s.first(1, h), s.first(2, w));
                    }
                }
            }
        }
    }

    /** The window whose first element has such a place in the image, or in the padding before it. */
    private void row(int row, int image, int depthAt, int heightAt, int widthAt) {
        int[] in = s.in();
        int[] kernel = s.kernel();
        int[] dilation = s.dilation();
        int from = Math.min(kernel[2], Math.ceilDiv(Math.max(0, -widthAt), dilation[2]));
        int until = Math.clamp(Math.ceilDiv(in[2] - widthAt, dilation[2]), from, kernel[2]);
        int to = row * depth;
        if (!isInside(0, depthAt) || !isInside(1, heightAt) || until - from < kernel[2]) {
            Planes.zero(rows, to, depth);
        }
        for (int d = 0; d < kernel[0]; d++) {
            int plane = depthAt + d * dilation[0];
            for (int h = 0; h < kernel[1]; h++) {
                int line = heightAt + h * dilation[1];
                if (plane >= 0 && plane < in[0] && line >= 0 && line < in[1]) {
                    int at = image + (plane * in[1] + line) * in[2] + widthAt + from * dilation[2];
                    lines(until - from, at, to + (d * kernel[1] + h) * kernel[2] + from);
                }
            }
        }
    }

    /** Whether all elements of a window lie inside of the image in a dimension. */
    private boolean isInside(int d, int first) {
        return first >= 0 && first + (s.kernel()[d] - 1) * s.dilation()[d] < s.in()[d];
    }

    /** A line of each channel's window. */
    private void lines(int n, int from, int to) {
        int step = s.dilation()[2];
        int channel = s.inElements();
        int taps = s.taps();
        for (int c = 0; c < s.channels(); c++) {
            kernels.line(n, x, from + c * channel, step, rows, to + c * taps);
        }
    }
}
