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

    private Block(ElementType type, int channels, int windows, int images) {
        this.channels = channels;
        this.windows = windows;
        this.images = images;
        step = images * windows;
        array = Recycler.take(type.carrier(), Math.multiplyExact(channels, step));
        offset = 0;
        y = array;
        yo = 0;
        imageStep = 0;
    }

    /** For elements that are to be {@link #spread}. */
    static Block apart(ElementType type, int channels, int windows, int images) {
        return new Block(type, channels, windows, images);
    }

    /** Brings the elements to places of an image that are {@code stride} apart. */
    void spread(
            PatchKernels kernels,
            int[] first,
            int[] count,
            int[] stride,
            int[] size,
            Object to,
            int offset,
            int imageStep) {
        int channelSize = ConvolutionShape.product(size);
        int from = 0;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < images; i++) {
                for (int d = 0; d < count[0]; d++) {
                    for (int h = 0; h < count[1]; h++) {
                        int line = (first[0] + d * stride[0]) * size[1] + first[1] + h * stride[1];
                        int at = offset + i * imageStep + c * channelSize + line * size[2] + first[2];
                        kernels.spread(count[2], array, from, to, at, stride[2]);
                        from += count[2];
                    }
                }
            }
        }
        Recycler.give(array);
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
