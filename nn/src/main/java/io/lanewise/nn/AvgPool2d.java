package io.lanewise.nn;

import io.lanewise.nn.functional.Window;

/** The mean of each window over the last two dimensions: [n, channels, height, width], or without n. */
public final class AvgPool2d extends AveragePooling {
    /** Windows side by side. */
    public AvgPool2d(int kernel) {
        this(kernel, kernel, 0);
    }

    /** @param padding at most half of the kernel; it counts as zeros */
    public AvgPool2d(int kernel, int stride, int padding) {
        this(Spatial.window(2, kernel, stride, padding, 1), true, 0);
    }

    /**
     * Any windows of 2 dimensions without dilation.
     *
     * @param countPadding whether the padding counts as zeros, or not at all
     * @param divisor what sums are divided by; 0 for the number of elements that count
     */
    public AvgPool2d(Window window, boolean countPadding, int divisor) {
        super(2, window, countPadding, divisor);
    }
}
