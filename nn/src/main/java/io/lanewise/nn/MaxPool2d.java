package io.lanewise.nn;

import io.lanewise.nn.functional.Pooling;
import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.Tensor;

/** The greatest element of each window over the last two dimensions. */
public final class MaxPool2d extends Module {
    private final Window window;

    /** Windows side by side. */
    public MaxPool2d(int kernel) {
        this(kernel, kernel, 0);
    }

    /** @param padding at most half of the kernel */
    public MaxPool2d(int kernel, int stride, int padding) {
        int[] ones = {1, 1};
        window = new Window(
                new int[] {kernel, kernel}, new int[] {stride, stride}, new int[] {padding, padding}, ones, false);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Pooling.max(input, window).values();
    }

    @Override
    protected String describe() {
        return "kernel=" + window.kernel()[0] + ", stride=" + window.stride()[0] + ", padding=" + window.padding()[0];
    }
}
