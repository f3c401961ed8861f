package io.lanewise.nn;

import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;

/** What modules over one to three dimensions of space share: their windows and checks. */
final class Spatial {
    private Spatial() {}

    /** Equal windows in all dimensions. */
    static Window window(int rank, int kernel, int stride, int padding, int dilation) {
        return new Window(
                repeat(rank, kernel), repeat(rank, stride), repeat(rank, padding), repeat(rank, dilation), false);
    }

    /** A window of as many dimensions as the module has. */
    static Window checked(String module, int rank, Window window) {
        if (window.kernel().length != rank) {
            throw new IllegalArgumentException(
                    module + ": windows of " + window.kernel().length + " dimensions; expected " + rank);
        }
        return window;
    }

    static int[] repeat(int rank, int value) {
        int[] values = new int[rank];
        Arrays.fill(values, value);
        return values;
    }

    /** Refuses inputs that are not [n, channels, space...], or, where {@code single}, [channels, space...]. */
    static void check(String module, Tensor x, int rank, boolean single) {
        if (x.dim() != rank + 2 && !(single && x.dim() == rank + 1)) {
            throw new ShapeException(module + ": input " + x.shape() + " has " + x.dim() + " dimensions; expected "
                    + (single ? rank + 1 + " or " : "") + (rank + 2));
        }
    }

    static String describe(Window window) {
        return "kernel=" + text(window.kernel()) + ", stride=" + text(window.stride()) + ", padding="
                + text(window.padding());
    }

    /** One number where all are equal. */
    static String text(int... values) {
        boolean equal = Arrays.stream(values).distinct().count() == 1;
        return equal ? String.valueOf(values[0]) : Arrays.toString(values);
    }
}
