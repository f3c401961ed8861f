package io.lanewise.kernels;

import java.util.Arrays;

/**
 * Images laid out so that every row of their patches is a run: with their padding, as zeros, and divided by a stride into
 * planes of the elements whose places have equal remainders. The element at p of the padded image is element
 * {@code p / stride} of plane {@code p % stride}; planes that no tap meets are left out.
 */
final class Planes {
    private final int[] before;
    private final int[] stride;

    /** Sizes of a plane. */
    private final int[] size;

    /** For each dimension the number of a remainder's plane, or -1. */
    private final int[][] number;

    private final int[] planes;

    /** Elements of a channel, all planes together. */
    final int channelStep;

    private final int planeStep;

    /**
     * @param before padding before the image
     * @param stride how far apart the elements of a plane are
     * @param taps for each dimension the places, at least 0, in the padded image that the first window's elements have
     * @param windows how many windows there are
     */
    Planes(int[] before, int[] stride, int[][] taps, int[] windows) {
        this.before = before;
        this.stride = stride;
        size = new int[3];
        number = new int[3][];
        planes = new int[3];
        for (int d = 0; d < 3; d++) {
            number[d] = new int[stride[d]];
            Arrays.fill(number[d], -1);
            int reach = 0;
            for (int tap : taps[d]) {
                int remainder = tap % stride[d];
                if (number[d][remainder] < 0) {
                    number[d][remainder] = planes[d]++;
                }
                reach = Math.max(reach, tap / stride[d]);
            }
            size[d] = windows[d] + reach;
        }
        planeStep = ConvolutionShape.product(size);
        channelStep = Math.multiplyExact(planeStep, ConvolutionShape.product(planes));
    }

    /** Whether images of these sizes lie as they should, without padding and undivided. */
    boolean areAsIs(int[] in) {
        return Arrays.equals(size, in)
                && Arrays.stream(before).allMatch(b -> b == 0)
                && Arrays.stream(stride).allMatch(s -> s == 1);
    }

    /** Where each element of a window lies from the window's place: for each of the channels all taps, in order. */
    int[] elements(int channels, int[][] taps) {
        int[] at = new int[channels * taps[0].length * taps[1].length * taps[2].length];
        int n = 0;
        for (int c = 0; c < channels; c++) {
            for (int d : taps[0]) {
                for (int h : taps[1]) {
                    for (int w : taps[2]) {
                        at[n++] = c * channelStep + at(d, h, w);
                    }
                }
            }
        }
        return at;
    }

    /** Where the element at a place of the padded image lies, from the start of its channel. */
    int at(int d, int h, int w) {
        int plane = (number[0][d % stride[0]] * planes[1] + number[1][h % stride[1]]) * planes[2]
                + number[2][w % stride[2]];
        return plane * planeStep + line(d / stride[0], h / stride[1]) + w / stride[2];
    }

    /** Where a line of a plane begins. */
    int line(int d, int h) {
        return (d * size[1] + h) * size[2];
    }

    /** Lays out one channel of an image whose sizes are {@code in} and which is dense. */
    void fill(PatchKernels kernels, int[] in, Object x, int xo, Object y, int o) {
        for (int rd = 0; rd < stride[0]; rd++) {
            for (int rh = 0; rh < stride[1]; rh++) {
                for (int rw = 0; rw < stride[2]; rw++) {
                    if (number[0][rd] >= 0 && number[1][rh] >= 0 && number[2][rw] >= 0) {
                        plane(kernels, in, x, xo, y, o + at(rd, rh, rw), rd, rh, rw);
                    }
                }
            }
        }
    }

    private void plane(PatchKernels kernels, int[] in, Object x, int xo, Object y, int o, int rd, int rh, int rw) {
        int first = Math.max(0, Math.ceilDiv(before[2] - rw, stride[2]));
        int end = Math.min(size[2], Math.floorDiv(in[2] - 1 + before[2] - rw, stride[2]) + 1);
        int count = Math.max(0, end - first);
        int start = first * stride[2] + rw - before[2];
        for (int d = 0; d < size[0]; d++) {
            int fromD = d * stride[0] + rd - before[0];
            for (int h = 0; h < size[1]; h++) {
                int fromH = h * stride[1] + rh - before[1];
                int to = o + line(d, h);
                if (count == 0 || fromD < 0 || fromD >= in[0] || fromH < 0 || fromH >= in[1]) {
                    zero(y, to, size[2]);
                    continue;
                }
                zero(y, to, first);
                kernels.line(count, x, xo + (fromD * in[1] + fromH) * in[2] + start, stride[2], y, to + first);
                zero(y, to + first + count, size[2] - first - count);
            }
        }
    }

    private static void zero(Object y, int o, int n) {
        switch (y) {
            case float[] floats -> Arrays.fill(floats, o, o + n, 0);
            case double[] doubles -> Arrays.fill(doubles, o, o + n, 0);
            default -> throw new IllegalArgumentException(y.getClass().getSimpleName());
        }
    }
}
