package io.lanewise.nn;

import io.lanewise.nn.functional.Window;

/** The greatest element of each window over the last two dimensions: [n, channels, height, width], or without n. */
public final class MaxPool2d extends MaxPooling {
    /** Windows side by side. */
    public MaxPool2d(int kernel) {
        this(kernel, kernel, 0);
    }

    /** @param padding at most half of the kernel */
    public MaxPool2d(int kernel, int stride, int padding) {
        this(Spatial.window(2, kernel, stride, padding, 1));
    }

    /** Any windows of 2 dimensions. */
    public MaxPool2d(Window window) {
        super(2, window);
    }
}
