package io.lanewise.pipelines;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/**
 * A picture of a line of text as PaddleOCR gives it to its networks: 48 pixels high at its own ratio, bilinear between
 * pixels' centres, rounded to bytes, blue, green and red from -1 to 1, and 0 to its right.
 */
final class TextLine {
    static final int HEIGHT = 48;
    static final int CHANNELS = 3;

    /** Shorter lines are filled up to this. */
    static final int LEAST_WIDTH = 320;

    /** Widths are multiples, since the model keeps a plan for each. */
    private static final int STEP = 32;

    private static final int MOST_WIDTH = 8192;
    private static final float HALF_BYTE = 127.5f;

    private TextLine() {}

    /** The pixels of a picture, blue, green, red; what is transparent is white. */
    static byte[] bgr(BufferedImage picture) {
        var copy = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        var canvas = copy.createGraphics();
        canvas.drawImage(picture, 0, 0, Color.WHITE, null);
        canvas.dispose();
        return ((DataBufferByte) copy.getRaster().getDataBuffer()).getData();
    }

    /** The same pixels with the first and the last channel changed. */
    static byte[] swapped(byte[] pixels) {
        var swapped = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i += CHANNELS) {
            swapped[i] = pixels[i + 2];
            swapped[i + 1] = pixels[i + 1];
            swapped[i + 2] = pixels[i];
        }
        return swapped;
    }

    /**
     * The network's input [1, 3, 48, width].
     *
     * @param bgr [height, width, 3]
     * @throws IllegalArgumentException when it would be too wide
     */
    static Tensor input(byte[] bgr, int width, int height) {
        double wide = HEIGHT * ((double) width / height);
        if (wide > MOST_WIDTH) {
            throw new IllegalArgumentException("text recognition: " + width + " x " + height + " pixels are "
                    + (long) wide + " wide at a height of " + HEIGHT + "; expected a line of at most " + MOST_WIDTH);
        }
        int scaled = (int) Math.min(Math.ceil(wide), Math.max(LEAST_WIDTH, Math.floor(wide)));
        int padded = Math.max(LEAST_WIDTH, Math.ceilDiv(scaled, STEP) * STEP);
        var input = new float[CHANNELS * HEIGHT * padded];
        var columns = Taps.of(width, scaled);
        var rows = Taps.of(height, HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
            int above = rows.first[y] * width;
            int below = rows.second[y] * width;
            for (int x = 0; x < scaled; x++) {
                int left = columns.first[x];
                int right = columns.second[x];
                for (int channel = 0; channel < CHANNELS; channel++) {
                    float upper = mix(bgr, above + left, above + right, channel, columns.weight[x]);
                    float lower = mix(bgr, below + left, below + right, channel, columns.weight[x]);
                    int value = Math.round(upper + rows.weight[y] * (lower - upper));
                    input[(channel * HEIGHT + y) * padded + x] = value / HALF_BYTE - 1;
                }
            }
        }
        return Tensor.wrap(input, DType.F32, Shape.of(1, CHANNELS, HEIGHT, padded));
    }

    private static float mix(byte[] pixels, int first, int second, int channel, float weight) {
        int a = pixels[first * CHANNELS + channel] & 0xFF;
        int b = pixels[second * CHANNELS + channel] & 0xFF;
        return a + weight * (b - a);
    }

    /** Between which two pixels each new one lies, and how near to the second. */
    private record Taps(int[] first, int[] second, float[] weight) {
        static Taps of(int from, int to) {
            var taps = new Taps(new int[to], new int[to], new float[to]);
            double scale = (double) from / to;
            for (int i = 0; i < to; i++) {
                double at = Math.clamp((i + 0.5) * scale - 0.5, 0, from - 1.0);
                taps.first[i] = (int) at;
                taps.second[i] = Math.min((int) at + 1, from - 1);
                taps.weight[i] = (float) (at - (int) at);
            }
            return taps;
        }
    }
}
