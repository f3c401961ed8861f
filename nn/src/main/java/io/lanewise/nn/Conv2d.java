package io.lanewise.nn;

import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.random.Generator;

/** A convolution of 2 dimensions: [n, channels, height, width] to [n, filters, …], or without n. */
public final class Conv2d extends ConvolutionLayer {
    /** Windows at every place, without padding, with a bias. */
    public Conv2d(int channels, int filters, int kernel, Generator generator) {
        this(channels, filters, kernel, 1, 0, generator);
    }

    /** Windows so far apart, with so much padding at both ends, with a bias. */
    public Conv2d(int channels, int filters, int kernel, int stride, int padding, Generator generator) {
        this(channels, filters, kernel, stride, padding, 1, 1, true, generator);
    }

    /**
     * A convolution.
     *
     * @param dilation how far the elements of a window are apart
     * @param groups into how many parts channels and filters are divided that have nothing to do with each other
     */
    public Conv2d(
            int channels,
            int filters,
            int kernel,
            int stride,
            int padding,
            int dilation,
            int groups,
            boolean withBias,
            Generator generator) {
        this(channels, filters, Spatial.window(2, kernel, stride, padding, dilation), groups, withBias, generator);
    }

    /** Any windows of 2 dimensions. */
    public Conv2d(int channels, int filters, Window window, int groups, boolean withBias, Generator generator) {
        super(2, channels, filters, window, null, groups, withBias, generator);
    }
}
