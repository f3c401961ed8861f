package io.lanewise.nn;

import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.random.Generator;

/**
 * The transpose of a convolution of 2 dimensions: [n, channels, height, width] to [n, filters, ...], or without n. The
 * weight is [channels, filters / groups, kernel...].
 */
public final class ConvTranspose2d extends ConvolutionLayer {
    /** Windows so far apart in the result, less so much padding at both ends of it, with a bias. */
    public ConvTranspose2d(int channels, int filters, int kernel, int stride, int padding, Generator generator) {
        this(
                channels,
                filters,
                Spatial.window(2, kernel, stride, padding, 1),
                Spatial.repeat(2, 0),
                1,
                true,
                generator);
    }

    /**
     * A transposed convolution.
     *
     * @param outputPadding how much the result is larger at the end of each dimension
     * @param groups into how many parts channels and filters are divided that have nothing to do with each other
     */
    public ConvTranspose2d(
            int channels,
            int filters,
            Window window,
            int[] outputPadding,
            int groups,
            boolean withBias,
            Generator generator) {
        super(2, channels, filters, window, outputPadding.clone(), groups, withBias, generator);
    }
}
