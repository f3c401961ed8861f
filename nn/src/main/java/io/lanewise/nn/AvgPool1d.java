package io.lanewise.nn;

import io.lanewise.nn.functional.Window;

/** The mean of each window over the last dimension: [n, channels, length], or without n. */
public final class AvgPool1d extends AveragePooling {
    /** Windows side by side. */
    public AvgPool1d(int kernel) {
        this(kernel, kernel, 0);
    }

    /** @param padding at most half of the kernel; it counts as zeros */
    public AvgPool1d(int kernel, int stride, int padding) {
        this(Spatial.window(1, kernel, stride, padding, 1), true, 0);
    }

    /**
     * Any windows of 1 dimension without dilation.
     *
     * @param countPadding whether the padding counts as zeros, or not at all
     * @param divisor what sums are divided by; 0 for the number of elements that count
     */
    public AvgPool1d(Window window, boolean countPadding, int divisor) {
        super(1, window, countPadding, divisor);
    }
}
