package io.lanewise.nn.functional;

import io.lanewise.tensor.ShapeException;
import java.util.Arrays;

/**
 * Windows that move over the last dimensions of a tensor, with a number for each of these in every array.
 *
 * @param kernel how many elements a window has
 * @param stride how far neighbouring windows are apart
 * @param padding how far windows may reach beyond both ends
 * @param dilation how far a window's elements are apart
 * @param ceil whether a last window counts that reaches farther than the padding, if it begins before its end
 */
public record Window(int[] kernel, int[] stride, int[] padding, int[] dilation, boolean ceil) {
    public Window {
        for (int i = 0; i < kernel.length; i++) {
            if (stride.length != kernel.length || padding.length != kernel.length || dilation.length != kernel.length) {
                throw new ShapeException("window: kernel " + Arrays.toString(kernel) + ", stride "
                        + Arrays.toString(stride) + ", padding " + Arrays.toString(padding) + " and dilation "
                        + Arrays.toString(dilation) + " have different lengths");
            }
            if (kernel[i] <= 0 || stride[i] <= 0 || padding[i] < 0 || dilation[i] <= 0) {
                throw new IllegalArgumentException("window: kernel, stride and dilation must be positive, padding 0 or"
                        + " more; got " + kernel[i] + ", " + stride[i] + ", " + dilation[i] + " and " + padding[i]);
            }
        }
    }

    /** Windows side by side. */
    public static Window of(int... kernel) {
        var ones = new int[kernel.length];
        Arrays.fill(ones, 1);
        return new Window(kernel, kernel, new int[kernel.length], ones, false);
    }

    /** The number of dimensions that the windows move over. */
    int rank() {
        return kernel.length;
    }

    /** The number of elements of a window. */
    int kernelElements() {
        return Arrays.stream(kernel).reduce(1, (a, b) -> a * b);
    }

    /** How much of dimension i a window covers, its gaps included. */
    int span(int i) {
        return dilation[i] * (kernel[i] - 1) + 1;
    }

    /** The number of windows over dimension i of this size. */
    int count(int i, int size) {
        int room = size + 2 * padding[i] - span(i);
        if (room < 0 && !(ceil && room + stride[i] > 0)) {
            throw new ShapeException("window: " + kernel[i] + " elements " + dilation[i] + " apart do not fit size "
                    + size + " with padding " + padding[i]);
        }
        int count = (ceil ? Math.ceilDiv(room, stride[i]) : room / stride[i]) + 1;
        return ceil && (count - 1) * stride[i] >= size + padding[i] ? count - 1 : count;
    }

    /** Where window w over dimension i begins; negative within the padding. */
    int start(int i, int w) {
        return w * stride[i] - padding[i];
    }
}
