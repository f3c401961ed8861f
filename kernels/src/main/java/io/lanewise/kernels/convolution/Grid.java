package io.lanewise.kernels.convolution;

/** The windows of an image among the places of a plane of {@link Planes}: rows with gaps between them. */
final class Grid {
    private final PatchKernels kernels;
    private final int[] size;
    private final int depthStep;

    /** The step between rows. */
    final int rowStep;

    Grid(PatchKernels kernels, Planes planes, int[] size) {
        this.kernels = kernels;
        this.size = size;
        depthStep = planes.line(1, 0);
        rowStep = planes.line(0, 1);
    }

    /** The number of places from the first window to the last. */
    int places() {
        return (size[0] - 1) * depthStep + (size[1] - 1) * rowStep + size[2];
    }

    /** The number of windows. */
    int windows() {
        return ConvolutionShape.product(size);
    }

    /** Brings the windows together. */
    void pick(Object grid, Object y, int o) {
        int plane = size[1] * size[2];
        int end = o + windows();
        for (int d = 0; d < size[0]; d++) {
            kernels.lay(size[1], size[2], 0, grid, d * depthStep, rowStep, 1, y, o + d * plane, size[2], end);
        }
    }

    /** Brings the windows to places that are {@code stride} apart, from {@code first} on, of an image. */
    void spread(Object grid, int[] first, int[] stride, int[] image, Object y, int o) {
        for (int i = 0; i < size[0] * size[1]; i++) {
            int d = first[0] + i / size[1] * stride[0];
            int h = first[1] + i % size[1] * stride[1];
            int to = o + (d * image[1] + h) * image[2] + first[2];
            int from = i / size[1] * depthStep + i % size[1] * rowStep;
            kernels.spread(size[2], grid, from, y, to, stride[2]);
        }
    }

    /** The reverse of {@link #pick}, with zeros in the gaps and in so many places after the last. */
    void place(Object y, int o, Object grid, int after) {
        int plane = size[1] * size[2];
        int end = places() + after;
        for (int d = 0; d < size[0]; d++) {
            int to = d * depthStep;
            int gap = rowStep - size[2];
            kernels.lay(size[1], size[2], gap, y, o + d * plane, size[2], 1, grid, to, rowStep, end);
            int until = to + size[1] * rowStep;
            Planes.zero(grid, until, (d == size[0] - 1 ? end : to + depthStep) - until);
        }
    }
}
