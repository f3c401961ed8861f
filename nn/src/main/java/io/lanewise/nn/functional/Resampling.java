package io.lanewise.nn.functional;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.stream.LongStream;

/** Other sizes of the last dimensions, an axis at a time: between [n, channels, …] and [n, channels, sizes…]. */
public final class Resampling {
    private Resampling() {}

    /** How a value between the input's elements is found. */
    public enum Mode {
        /** The nearest element before. */
        NEAREST,
        /** On the line between the two neighbours of each axis. */
        LINEAR,
        /** On Keys' cubic through four neighbours of each axis, with −0.75 as its slope (Keys 1981). */
        CUBIC,
        /** The mean of the elements that an output element covers. */
        AREA
    }

    /**
     * Resampled to these sizes.
     *
     * @param alignCorners whether the outermost elements stay where they are, and not the outermost edges
     * @param scales output size / input size by which places are computed, or 0 for that of the sizes
     */
    public static Tensor resize(Tensor x, Mode mode, boolean alignCorners, int[] sizes, double[] scales) {
        if (x.dim() != sizes.length + 2) {
            throw new ShapeException("resize: " + sizes.length + " sizes for " + x.shape()
                    + "; expected [n, channels, ...] with as many dimensions of space");
        }
        if (mode == Mode.AREA) {
            return Pooling.adaptiveAverage(x, sizes);
        }
        var y = x;
        for (int i = 0; i < sizes.length; i++) {
            int size = x.size(2 + i);
            double step = alignCorners && mode != Mode.NEAREST
                    ? sizes[i] > 1 ? (double) (size - 1) / (sizes[i] - 1) : 0
                    : scales[i] > 0 ? 1 / scales[i] : (double) size / sizes[i];
            y = mode == Mode.NEAREST
                    ? y.indexSelect(2 + i, nearest(size, sizes[i], step))
                    : Pooling.along(y, i - sizes.length, weights(mode, alignCorners, size, sizes[i], step, x.dtype()));
        }
        return y;
    }

    private static Tensor nearest(int size, int count, double step) {
        return Tensor.of(LongStream.range(0, count)
                .map(i -> Math.min((long) (i * (float) step), size - 1))
                .toArray());
    }

    /** [size, count]: how much each input element counts in each output element. */
    private static Tensor weights(Mode mode, boolean alignCorners, int size, int count, double step, DType dtype) {
        var weights = new double[size * count];
        for (int i = 0; i < count; i++) {
            double exact = alignCorners ? i * step : (i + 0.5) * step - 0.5;
            if (mode == Mode.LINEAR) {
                double place = Math.max(exact, 0);
                int low = Math.min((int) place, size - 1);
                double part = place - low;
                weights[low * count + i] += 1 - part;
                weights[Math.min(low + 1, size - 1) * count + i] += part;
            } else {
                int low = (int) Math.floor(exact);
                for (int k = -1; k <= 2; k++) {
                    int place = Math.clamp(low + k, 0, size - 1);
                    weights[place * count + i] += cubic(Math.abs(exact - low - k));
                }
            }
        }
        return Tensor.wrap(weights, DType.F64, Shape.of(size, count)).to(dtype);
    }

    private static double cubic(double distance) {
        double a = -0.75;
        return distance <= 1
                ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
                : ((distance - 5) * distance + 8) * distance * a - 4 * a;
    }
}
