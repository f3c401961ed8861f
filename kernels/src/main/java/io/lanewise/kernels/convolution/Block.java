package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Recycler;

/** The channels of some images as a product writes them: the windows of all images side by side. */
final class Block {
    final Object array;
    final int offset;

    /** The step between channels. */
    final int step;

    private final int channels;
    private final int windows;
    private final int images;
    private final Object y;
    private final int yo;
    private final int imageStep;

    /** For {@code channels} channels of {@code windows} elements of each image, the first at {@code yo}. */
    Block(ElementType type, int channels, int windows, int images, Object y, int yo, int imageStep) {
        this.channels = channels;
        this.windows = windows;
        this.images = images;
        this.y = y;
        this.yo = yo;
        this.imageStep = imageStep;
        step = images * windows;
        array = images == 1 ? y : Recycler.take(type.carrier(), Math.multiplyExact(channels, step));
        offset = images == 1 ? yo : 0;
    }

    /** Brings what was written to its place. */
    void store() {
        if (images == 1) {
            return;
        }
        for (int i = 0; i < images; i++) {
            for (int c = 0; c < channels; c++) {
                System.arraycopy(array, c * step + i * windows, y, yo + i * imageStep + c * windows, windows);
            }
        }
        Recycler.give(array);
    }
}
