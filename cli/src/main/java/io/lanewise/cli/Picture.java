package io.lanewise.cli;

import io.lanewise.datasets.FashionMnist;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads a picture as the network has learnt them: 28 x 28 grey pixels, light on black. */
final class Picture {
    /** Larger pictures are refused before they are decoded. */
    private static final long MOST_PIXELS = 100_000_000;

    private static final int SIDE = FashionMnist.SIDE;

    private Picture() {}

    static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such file");
        }
        ImageIO.setUseCache(false);
        try (var in = ImageIO.createImageInputStream(file.toFile())) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException(file + ": no picture that can be read; expected PNG, JPEG, GIF or BMP");
            }
            var reader = readers.next();
            try {
                return pixels(decode(file, reader, in));
            } finally {
                reader.dispose();
            }
        }
    }

    private static BufferedImage decode(Path file, ImageReader reader, ImageInputStream in) throws IOException {
        try {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > MOST_PIXELS) {
                throw new IOException(
                        "%d x %d pixels are too many; expected at most %d".formatted(width, height, MOST_PIXELS));
            }
            return reader.read(0);
        } catch (IOException | RuntimeException e) {
            throw new IOException(file + ": " + Failures.oneLine(e.getMessage()), e);
        }
    }

    static byte[] pixels(BufferedImage picture) {
        var grey = grey(picture);
        int width = grey.getWidth();
        int height = grey.getHeight();
        boolean inverted = borderMean(grey) > 127;
        double scale = (double) SIDE / Math.max(width, height);
        int left = (int) Math.round((SIDE - width * scale) / 2);
        int top = (int) Math.round((SIDE - height * scale) / 2);
        var pixels = new byte[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int value = areaMean(grey, (x - left) / scale, (y - top) / scale, 1 / scale);
                if (value >= 0) {
                    pixels[y * SIDE + x] = (byte) (inverted ? 255 - value : value);
                }
            }
        }
        return pixels;
    }

    /** Transparent parts become white. */
    private static BufferedImage grey(BufferedImage picture) {
        var grey = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        var canvas = grey.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        canvas.drawImage(picture, 0, 0, Color.WHITE, null);
        canvas.dispose();
        return grey;
    }

    private static double borderMean(BufferedImage grey) {
        var raster = grey.getRaster();
        int width = grey.getWidth();
        int height = grey.getHeight();
        long sum = 0;
        for (int x = 0; x < width; x++) {
            sum += raster.getSample(x, 0, 0) + raster.getSample(x, height - 1, 0);
        }
        for (int y = 0; y < height; y++) {
            sum += raster.getSample(0, y, 0) + raster.getSample(width - 1, y, 0);
        }
        return sum / (2.0 * (width + height));
    }

    /** The mean of the pixels whose centres lie in a square, or of the nearest one; -1 outside the picture. */
    private static int areaMean(BufferedImage grey, double left, double top, double side) {
        int fromX = (int) Math.floor(left + 1e-9);
        int fromY = (int) Math.floor(top + 1e-9);
        int toX = Math.min(grey.getWidth(), Math.max(fromX + 1, (int) Math.floor(left + side + 1e-9)));
        int toY = Math.min(grey.getHeight(), Math.max(fromY + 1, (int) Math.floor(top + side + 1e-9)));
        if (fromX < 0 || fromY < 0 || fromX >= toX || fromY >= toY) {
            return -1;
        }
        long sum = 0;
        for (int y = fromY; y < toY; y++) {
            for (int x = fromX; x < toX; x++) {
                sum += grey.getRaster().getSample(x, y, 0);
            }
        }
        return (int) (sum / ((long) (toX - fromX) * (toY - fromY)));
    }
}
