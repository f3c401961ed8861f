package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;

/**
 * Regions of images as grids of one size, each element the mean or maximum of samples between the image's elements. He et
 * al., "Mask R-CNN", 2017.
 */
final class RoiAlign {
    /** How many samples there may be along an axis of a region. */
    private static final int MOST_SAMPLES = 1 << 16;

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
            var down = new Samples(r, top, high, rows, ratio, run.height);
            var across = new Samples(r, left, wide, columns, ratio, run.width);
            for (int c = 0; c < run.channels; c++) {
                int plane = ((int) image[r] * run.channels + c) * run.height * run.width;
                int place = (r * run.channels + c) * rows * columns;
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < columns; column++) {
                        out[place++] = run.bin(plane, down, row, across, column);
                    }
                }
            }
        }
        return Tensor.wrap(out, DType.F32, shape).to(x.dtype());
    }

    /** Samples along an axis: which elements they lie between, and how near to the second. */
    private static final class Samples {
        final int each;
        final int[] first;
        final int[] second;
        final double[] near;

        /** @param ratio the samples for each bin, or 0 for about one for each element of the image */
        Samples(int region, double start, double length, int bins, int ratio, int size) {
            double one = length / bins;
            double wanted = ratio > 0 ? ratio : Math.max(0, Math.ceil(one));
            if (wanted * bins > MOST_SAMPLES) {
                throw new IllegalArgumentException(String.format(
                        "region %d needs %.0f samples along an axis, expected at most %d",
                        region, wanted * bins, MOST_SAMPLES));
            }
            this.each = (int) wanted;
            this.first = new int[bins * each];
            this.second = new int[bins * each];
            this.near = new double[bins * each];
            for (int i = 0; i < first.length; i++) {
                int bin = i / each;
                double place = start + bin * length / bins + (i % each + 0.5) * one / each;
                if (place < -1 || place > size) {
                    first[i] = -1;
                } else {
                    double within = Math.clamp(place, 0, size - 1.0);
                    first[i] = (int) within;
                    second[i] = Math.min(first[i] + 1, size - 1);
                    near[i] = within - first[i];
                }
            }
        }

        boolean isOutside(int sample) {
            return first[sample] < 0;
        }
    }

    private float bin(int plane, Samples down, int row, Samples across, int column) {
        double result = maximum ? Double.NEGATIVE_INFINITY : 0;
        for (int i = row * down.each; i < (row + 1) * down.each; i++) {
            int upper = plane + down.first[i] * width;
            int lower = plane + down.second[i] * width;
            double b = down.near[i];
            for (int j = column * across.each; j < (column + 1) * across.each; j++) {
                if (down.isOutside(i) || across.isOutside(j)) {
                    result = maximum ? Math.max(result, 0) : result;
                    continue;
                }
                double d = across.near[j];
                double first = images[upper + across.first[j]] * (1 - b) * (1 - d);
                double second = images[upper + across.second[j]] * (1 - b) * d;
                double third = images[lower + across.first[j]] * b * (1 - d);
                double fourth = images[lower + across.second[j]] * b * d;
                // The greatest of a sample's weighted neighbours, as ONNX Runtime has it.
                result = maximum
                        ? Math.max(result, Math.max(Math.max(first, second), Math.max(third, fourth)))
                        : result + (first + second + third + fourth);
            }
        }
        int count = down.each * across.each;
        return (float) (maximum ? count == 0 ? 0 : result : result / Math.max(count, 1));
    }
}
