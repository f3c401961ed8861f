package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;

/** Some images as {@link Planes} have them; where that is how they lie already, where they lie. */
final class Laid implements AutoCloseable {
    /** Rows of a panel may be read a vector beyond the last element. */
    private static final int SLACK = 16;

    private final PatchKernels kernels;
    private final Planes planes;
    private final Object array;
    private final int offset;
    private final int imageStep;
    private final int images;
    private final boolean own;

    private Laid(
            PatchKernels kernels, Planes planes, Object array, int offset, int imageStep, int images, boolean own) {
        this.kernels = kernels;
        this.planes = planes;
        this.array = array;
        this.offset = offset;
        this.imageStep = imageStep;
        this.images = images;
        this.own = own;
    }

    /**
     * Lays images out.
     *
     * @param elements of a channel
     * @param channels how many dense channels of an image there are, from {@code xo} on
     * @param step the distance between images
     */
    static Laid of(
            ElementType type,
            PatchKernels kernels,
            Planes planes,
            int elements,
            int channels,
            int images,
            Object x,
            int xo,
            int step) {
        if (planes.areAsIs()) {
            return new Laid(kernels, planes, x, xo, step, images, false);
        }
        int imageStep = Math.multiplyExact(channels, planes.channelStep);
        Object array = Recycler.take(type.carrier(), Math.addExact(Math.multiplyExact(images, imageStep), SLACK));
        long grain = Math.max(1, (1 << 15) / Math.max(1, planes.channelStep));
        Pool.ranges((long) images * channels, grain, (from, to) -> {
            for (int i = (int) from; i < to; i++) {
                int source = xo + i / channels * step + i % channels * elements;
                planes.fill(kernels, x, source, array, i * planes.channelStep);
            }
        });
        return new Laid(kernels, planes, array, 0, imageStep, images, true);
    }

    /**
     * Patches of the images.
     *
     * @param elementAt where a window's elements lie from the place of the window
     * @param windows how many windows an image has
     * @param overWindows whether the product sums over the windows
     */
    Patches patches(int[] elementAt, int[] windows, boolean overWindows) {
        int[] lineAt = new int[images * windows[0] * windows[1]];
        int n = 0;
        for (int i = 0; i < images; i++) {
            for (int d = 0; d < windows[0]; d++) {
                for (int h = 0; h < windows[1]; h++) {
                    lineAt[n++] = i * imageStep + planes.line(d, h);
                }
            }
        }
        return new Patches(kernels, array, offset, elementAt, lineAt, windows[2], overWindows);
    }

    Object array() {
        return array;
    }

    @Override
    public void close() {
        if (own) {
            Recycler.give(array);
        }
    }
}
