package io.lanewise.nn;

import io.lanewise.nn.functional.Window;

/** The greatest element of each window over the last dimension: [n, channels, length], or without n. */
public final class MaxPool1d extends MaxPooling {
    /** Windows side by side. */
    public MaxPool1d(int kernel) {
        this(kernel, kernel, 0);
    }

    /** @param padding at most half of the kernel */
    public MaxPool1d(int kernel, int stride, int padding) {
        this(Spatial.window(1, kernel, stride, padding, 1));
    }

    /** Any windows of 1 dimension. */
    public MaxPool1d(Window window) {
        super(1, window);
    }
}
