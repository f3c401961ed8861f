package io.lanewise.datasets;

import io.lanewise.kernels.Recycler;
import io.lanewise.nn.data.Batch;
import io.lanewise.nn.data.Dataset;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;

/**
 * Grey images of one size with their classes. They are kept as bytes, a quarter of the memory of floats; a batch's
 * inputs [n, rows, columns] are f32 from 0 to 1 (the byte divided by 255) and its targets [n] i64.
 */
public final class ImageDataset implements Dataset {
    private static final float[] UNIT = unit();

    private final byte[] pixels;
    private final byte[] labels;
    private final int rows;
    private final int columns;

    /**
     * Takes the arrays over.
     *
     * @param pixels image after image, row after row
     * @param labels the class of each image
     */
    public ImageDataset(byte[] pixels, byte[] labels, int rows, int columns) {
        if (pixels.length != (long) labels.length * rows * columns) {
            throw new IllegalArgumentException("ImageDataset: " + pixels.length + " bytes of pixels for "
                    + labels.length + " images of " + rows + " x " + columns);
        }
        this.pixels = pixels;
        this.labels = labels;
        this.rows = rows;
        this.columns = columns;
    }

    @Override
    public int size() {
        return labels.length;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** The class of an image. */
    public int label(int index) {
        return labels[index];
    }

    /** The first {@code count} images, or all where there are fewer. */
    public ImageDataset first(int count) {
        int n = Math.min(count, size());
        return new ImageDataset(Arrays.copyOf(pixels, n * rows * columns), Arrays.copyOf(labels, n), rows, columns);
    }

    @Override
    public Batch gather(int[] indices) {
        int size = rows * columns;
        var inputs = Recycler.floats(indices.length * size);
        var targets = (long[]) Recycler.take(long.class, indices.length);
        for (int i = 0; i < indices.length; i++) {
            int index = Objects.checkIndex(indices[i], labels.length);
            toUnit(pixels, index * size, inputs, i * size, size);
            targets[i] = labels[index];
        }
        return new Batch(
                Tensor.wrap(inputs, DType.F32, Shape.of(indices.length, rows, columns)),
                Tensor.wrap(targets, DType.I64, Shape.of(indices.length)));
    }

    // A table, since a division costs more than a look-up, and a product would round otherwise than the division.
    private static void toUnit(byte[] from, int at, float[] to, int start, int count) {
        for (int i = 0; i < count; i++) {
            to[start + i] = UNIT[from[at + i] & 0xff];
        }
    }

    private static float[] unit() {
        var table = new float[256];
        for (int i = 0; i < table.length; i++) {
            table[i] = i / 255f;
        }
        return table;
    }
}
