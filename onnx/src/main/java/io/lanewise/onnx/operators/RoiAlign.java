package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;

/**
 * Regions of images as grids of one size, each element the mean or maximum of samples between the image's elements. He et
 * al., "Mask R-CNN", 2017.
 */
final class RoiAlign {
    private final float[] images;
    private final int channels;
    private final int height;
    private final int width;
    private final boolean maximum;

    private RoiAlign(Tensor x, boolean maximum) {
        this.images = x.toFloatArray();
        this.channels = x.size(1);
        this.height = x.size(2);
        this.width = x.size(3);
        this.maximum = maximum;
    }

    /** Inputs x [n, channels, height, width], regions [r, 4] and which image each is of [r]. */
    static Tensor align(Call call) {
        var x = call.x();
        var regions = call.tensor(1).toDoubleArray();
        var image = call.tensor(2).toLongArray();
        int rows = call.whole("output_height", 1);
        int columns = call.whole("output_width", 1);
        int ratio = call.whole("sampling_ratio", 0);
        double scale = call.number("spatial_scale", 1);
        var transformation =
                call.text("coordinate_transformation_mode", call.opset() < 16 ? "output_half_pixel" : "half_pixel");
        boolean half = transformation.equals("half_pixel");
        var run = new RoiAlign(x, call.text("mode", "avg").equals("max"));
        var shape = Shape.of(image.length, run.channels, rows, columns);
        var out = new float[shape.elements()];
        for (int r = 0; r < image.length; r++) {
            if (image[r] < 0 || image[r] >= x.size(0)) {
                throw new IllegalArgumentException("region " + r + " is of image " + image[r] + " of " + x.size(0));
            }
            double left = regions[4 * r] * scale - (half ? 0.5 : 0);
            double top = regions[4 * r + 1] * scale - (half ? 0.5 : 0);
            double wide = regions[4 * r + 2] * scale - (half ? 0.5 : 0) - left;
            double high = regions[4 * r + 3] * scale - (half ? 0.5 : 0) - top;
            if (!half) {
                wide = Math.max(wide, 1);
                high = Math.max(high, 1);
            }
            int down = ratio > 0 ? ratio : (int) Math.ceil(high / rows);
            int across = ratio > 0 ? ratio : (int) Math.ceil(wide / columns);
            for (int c = 0; c < run.channels; c++) {
                int plane = ((int) image[r] * run.channels + c) * run.height * run.width;
                for (int i = 0; i < rows * columns; i++) {
                    int row = i / columns;
                    int column = i % columns;
                    double y = top + row * high / rows;
                    double z = left + column * wide / columns;
                    out[(r * run.channels + c) * rows * columns + i] =
                            run.bin(plane, y, z, high / rows, wide / columns, down, across);
                }
            }
        }
        return Tensor.wrap(out, DType.F32, shape).to(x.dtype());
    }

    private float bin(int plane, double top, double left, double high, double wide, int down, int across) {
        double result = maximum ? Double.NEGATIVE_INFINITY : 0;
        for (int i = 0; i < down; i++) {
            double y = top + (i + 0.5) * high / down;
            for (int j = 0; j < across; j++) {
                double x = left + (j + 0.5) * wide / across;
                result = maximum ? greatest(result, plane, y, x) : result + between(plane, y, x);
            }
        }
        int count = down * across;
        return (float) (maximum ? count == 0 ? 0 : result : result / Math.max(count, 1));
    }

    /** Of a sample's four weighted neighbours the greatest, as ONNX Runtime has it. */
    private double greatest(double before, int plane, double y, double x) {
        double[] parts = parts(plane, y, x);
        return Math.max(before, Math.max(Math.max(parts[0], parts[1]), Math.max(parts[2], parts[3])));
    }

    private double between(int plane, double y, double x) {
        double[] parts = parts(plane, y, x);
        return parts[0] + parts[1] + parts[2] + parts[3];
    }

    private double[] parts(int plane, double y, double x) {
        if (y < -1 || y > height || x < -1 || x > width) {
            return new double[4];
        }
        double row = Math.clamp(y, 0, height - 1.0);
        double column = Math.clamp(x, 0, width - 1.0);
        int low = (int) row;
        int left = (int) column;
        int high = Math.min(low + 1, height - 1);
        int right = Math.min(left + 1, width - 1);
        double b = row - low;
        double d = column - left;
        return new double[] {
            images[plane + low * width + left] * (1 - b) * (1 - d),
            images[plane + low * width + right] * (1 - b) * d,
            images[plane + high * width + left] * b * (1 - d),
            images[plane + high * width + right] * b * d
        };
    }
}
