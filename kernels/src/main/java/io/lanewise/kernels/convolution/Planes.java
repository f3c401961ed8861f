package io.lanewise.kernels.convolution;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Images laid out so that every row of their patches is a run: with their padding, as zeros, and divided by a stride into
 * planes of the elements whose places have equal remainders. The element at p of the padded image is element
 * {@code p / stride} of plane {@code p % stride}; planes that no tap meets are left out.
 */
final class Planes {
    /** For each dimension the place of the only element of a window. */
    static final int[][] ORIGIN = {{0}, {0}, {0}};

    /** Numbers of a block. */
    private static final int BLOCK = 5;

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
    private final int[] in;
    private final int[] blocks;

    /** Whether taps meet all elements of an image. */
    private final boolean meetsAll;

    /**
     * @param in the sizes of an image
     * @param before padding before the image
     * @param stride how far apart the elements of a plane are
     * @param taps for each dimension the places, at least 0, in the padded image that the first window's elements have
     * @param windows how many windows there are
     */
    Planes(int[] in, int[] before, int[] stride, int[][] taps, int[] windows) {
        this.in = in;
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
        blocks = blocks();
        int met = 0;
        for (int b = 0; b < blocks.length; b += BLOCK) {
            met += blocks[b] * blocks[b + 1];
        }
        meetsAll = met == ConvolutionShape.product(in);
    }

    /** Images of some sizes as they are, for windows of one element. */
    static Planes asIs(int[] in) {
        return new Planes(in, new int[3], new int[] {1, 1, 1}, ORIGIN, in);
    }

    /** Whether images of these sizes lie as they should, without padding and undivided. */
    boolean areAsIs() {
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

    /** Lays out one channel of an image, which is dense. */
    void fill(PatchKernels kernels, Object x, int xo, Object y, int o) {
        int step = in[2] * stride[1];
        for (int b = 0; b < blocks.length; b += BLOCK) {
            int rows = blocks[b];
            int width = blocks[b + 1];
            int to = o + blocks[b + 3];
            int begin = o + blocks[b + 4];
            int end = begin + size[1] * size[2];
            int gap = size[2] - width;
            zero(y, begin, to - begin);
            kernels.lay(rows, width, gap, x, xo + blocks[b + 2], step, stride[2], y, to, size[2], end);
            int after = Math.min(end, to + rows * size[2]);
            zero(y, after, end - after);
        }
    }

    /** Writes one channel of an image from where it is laid out; zeros for elements that no tap meets. */
    void pick(PatchKernels kernels, Object x, int xo, Object y, int o) {
        int step = in[2] * stride[1];
        if (!meetsAll) {
            zero(y, o, ConvolutionShape.product(in));
        }
        for (int b = 0; b < blocks.length; b += BLOCK) {
            for (int r = 0; r < blocks[b]; r++) {
                int from = xo + blocks[b + 3] + r * size[2];
                kernels.spread(blocks[b + 1], x, from, y, o + blocks[b + 2] + r * step, stride[2]);
            }
        }
    }

    /** For each depth of each plane its rows, their width, where they come from and go to, and where the depth begins. */
    private int[] blocks() {
        IntStream.Builder list = IntStream.builder();
        for (int rd = 0; rd < stride[0]; rd++) {
            for (int rh = 0; rh < stride[1]; rh++) {
                for (int rw = 0; rw < stride[2]; rw++) {
                    if (number[0][rd] >= 0 && number[1][rh] >= 0 && number[2][rw] >= 0) {
                        for (int d = 0; d < size[0]; d++) {
                            block(list, rh, rw, d * stride[0] + rd - before[0], at(rd, rh, rw) + line(d, 0));
                        }
                    }
                }
            }
        }
        return list.build().toArray();
    }

    private void block(IntStream.Builder list, int rh, int rw, int depth, int begin) {
        int firstRow = first(1, rh);
        int rows = end(1, rh) - firstRow;
        int first = first(2, rw);
        int width = end(2, rw) - first;
        if (rows > 0 && width > 0 && depth >= 0 && depth < in[0]) {
            int row = firstRow * stride[1] + rh - before[1];
            list.add(rows).add(width).add((depth * in[1] + row) * in[2] + first * stride[2] + rw - before[2]);
            list.add(begin + line(0, firstRow) + first).add(begin);
        } else {
            list.add(0).add(0).add(0).add(begin).add(begin);
        }
    }

    /** The first place of a plane that an element of the image comes to. */
    private int first(int d, int remainder) {
        return Math.max(0, Math.ceilDiv(before[d] - remainder, stride[d]));
    }

    /** The place after the last one. */
    private int end(int d, int remainder) {
        return Math.min(size[d], Math.floorDiv(in[d] - 1 + before[d] - remainder, stride[d]) + 1);
    }

    static void zero(Object y, int o, int n) {
        switch (y) {
            case float[] floats -> Arrays.fill(floats, o, o + n, 0);
            case double[] doubles -> Arrays.fill(doubles, o, o + n, 0);
            default -> throw new IllegalArgumentException(y.getClass().getSimpleName());
        }
    }
}
