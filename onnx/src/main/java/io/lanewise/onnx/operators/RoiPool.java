package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;

/** The greatest elements of the parts of regions of images. Girshick, "Fast R-CNN", 2015. */
final class RoiPool {
    private RoiPool() {}

    /** Inputs x [n, channels, height, width] and regions [r, 5]: the image, left, top, right and bottom of each. */
    static Tensor pool(Call call) {
        var x = call.x();
        var regions = call.tensor(1);
        int[] parts = call.wholes("pooled_shape", new int[0]);
        double scale = call.number("spatial_scale", 1);
        if (x.dim() != 4 || regions.dim() != 2 || regions.size(1) != 5 || parts.length != 2) {
            throw new IllegalArgumentException("x " + x.shape() + " with regions " + regions.shape() + " in "
                    + parts.length + " dimensions; expected [n, channels, height, width], [r, 5] and 2");
        }
        int height = x.size(2);
        int width = x.size(3);
        var images = x.toFloatArray();
        var corners = regions.toDoubleArray();
        var shape = Shape.of(regions.size(0), x.size(1), parts[0], parts[1]);
        var pooled = new float[shape.elements()];
        int at = 0;
        for (int r = 0; r < regions.size(0); r++) {
            int image = (int) corners[5 * r];
            if (image < 0 || image >= x.size(0)) {
                throw new IllegalArgumentException("region " + r + " is of image " + image + " of " + x.size(0));
            }
            int left = (int) Math.round(corners[5 * r + 1] * scale);
            int top = (int) Math.round(corners[5 * r + 2] * scale);
            int wide = Math.max(1, (int) Math.round(corners[5 * r + 3] * scale) - left + 1);
            int high = Math.max(1, (int) Math.round(corners[5 * r + 4] * scale) - top + 1);
            for (int c = 0; c < x.size(1); c++) {
                int plane = (image * x.size(1) + c) * height * width;
                for (int i = 0; i < parts[0] * parts[1]; i++) {
                    int row = i / parts[1];
                    int column = i % parts[1];
                    pooled[at++] = greatest(
                            images,
                            plane,
                            width,
                            edge(top, row * high, parts[0], false, height),
                            edge(top, (row + 1) * high, parts[0], true, height),
                            edge(left, column * wide, parts[1], false, width),
                            edge(left, (column + 1) * wide, parts[1], true, width));
                }
            }
        }
        return Tensor.wrap(pooled, DType.F32, shape).to(x.dtype());
    }

    /** Where a part begins, or ends where it is cut upwards, within the image. */
    private static int edge(int start, int length, int parts, boolean up, int size) {
        int offset = up ? Math.ceilDiv(length, parts) : Math.floorDiv(length, parts);
        return Math.clamp((long) start + offset, 0, size);
    }

    /** The greatest element of a rectangle; 0 where it is empty. */
    private static float greatest(float[] images, int plane, int width, int top, int bottom, int left, int right) {
        if (top >= bottom || left >= right) {
            return 0;
        }
        float greatest = Float.NEGATIVE_INFINITY;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                greatest = Math.max(greatest, images[plane + y * width + x]);
            }
        }
        return greatest;
    }
}
