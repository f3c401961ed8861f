package io.lanewise.nn;

import io.lanewise.nn.functional.Window;

/** The greatest element of each window over the last three dimensions: [n, channels, depth, height, width], or without n. */
public final class MaxPool3d extends MaxPooling {
    /** Windows side by side. */
    public MaxPool3d(int kernel) {
        this(kernel, kernel, 0);
    }

    /** @param padding at most half of the kernel */
    public MaxPool3d(int kernel, int stride, int padding) {
        this(Spatial.window(3, kernel, stride, padding, 1));
    }

    /** Any windows of 3 dimensions. */
    public MaxPool3d(Window window) {
        super(3, window);
    }
}
