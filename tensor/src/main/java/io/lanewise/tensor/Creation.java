package io.lanewise.tensor;

import io.lanewise.tensor.cpu.CpuBackend;
import io.lanewise.tensor.cpu.HeapStorage;
import java.lang.reflect.Array;
import java.util.Arrays;

/** Makes tensors from arrays, constants and sequences. */
final class Creation {
    private Creation() {}

    /** A tensor on this array itself. */
    static Tensor of(Object array, DType dtype, Shape shape) {
        if (array.getClass().getComponentType() != dtype.carrier()) {
            throw new DTypeException("wrap: elements of " + dtype + " lie in a " + dtype.carrier() + "[], not in a "
                    + array.getClass().getSimpleName());
        }
        int length = Array.getLength(array);
        if (length != shape.elements()) {
            throw new ShapeException(
                    "wrap: an array of " + length + " elements for shape " + shape + " of " + shape.elements());
        }
        return Tensor.on(new HeapStorage(dtype, array, length), shape);
    }

    /** Sets all elements of a tensor that fills its storage. */
    static Tensor fill(Tensor tensor, double value) {
        int n = tensor.elements();
        boolean here = tensor.storage() instanceof HeapStorage;
        var array = here
                ? HeapStorage.arrayOf(tensor)
                : Array.newInstance(tensor.dtype().carrier(), n);
        var one = Array.newInstance(tensor.dtype().carrier(), 1);
        Values.put(one, 0, tensor.dtype(), value);
        switch (array) {
            case float[] a -> Arrays.fill(a, 0, n, ((float[]) one)[0]);
            case double[] a -> Arrays.fill(a, 0, n, ((double[]) one)[0]);
            case long[] a -> Arrays.fill(a, 0, n, ((long[]) one)[0]);
            case int[] a -> Arrays.fill(a, 0, n, ((int[]) one)[0]);
            case short[] a -> Arrays.fill(a, 0, n, ((short[]) one)[0]);
            default -> Arrays.fill((byte[]) array, 0, n, ((byte[]) one)[0]);
        }
        if (!here) {
            tensor.backend().copyIn(array, 0, tensor.storage(), 0, n);
        }
        return tensor;
    }

    /** PyTorch's: ⌈(end − start) / step⌉ numbers; for an integer type the three are cut to integers first. */
    static Tensor arange(double start, double end, double step, DType dtype) {
        boolean whole = !dtype.isFloat();
        double from = whole ? (long) start : start;
        double to = whole ? (long) end : end;
        double by = whole ? (long) step : step;
        var call = "arange: from " + start + " to " + end + " with step " + step;
        if (!Double.isFinite(start) || !Double.isFinite(end) || !Double.isFinite(step)) {
            throw new IllegalArgumentException(call + ": expected finite numbers");
        }
        if (by == 0) {
            throw new IllegalArgumentException(call + " as " + dtype + ": expected a step other than 0");
        }
        if (from != to && from < to != by > 0) {
            throw new IllegalArgumentException(call + ": the step leads away from the end");
        }
        double length = Math.ceil((to - from) / by);
        if (length > Integer.MAX_VALUE) {
            throw new ShapeException(call + " has 2^31 elements or more");
        }
        var tensor = Tensor.allocate(CpuBackend.INSTANCE, dtype, Shape.of((int) length));
        var array = HeapStorage.arrayOf(tensor);
        for (int i = 0; i < length; i++) {
            if (whole) {
                Values.put(array, i, dtype, (long) from + i * (long) by);
            } else {
                Values.put(array, i, dtype, from + i * by);
            }
        }
        return tensor;
    }

    /** Both ends are met exactly: the first half counts up from the start, the second down from the end. */
    static Tensor linspace(double start, double end, int steps, DType dtype) {
        if (steps < 0) {
            throw new IllegalArgumentException("linspace: " + steps + " steps; expected 0 or more");
        }
        var tensor = Tensor.allocate(CpuBackend.INSTANCE, dtype, Shape.of(steps));
        var array = HeapStorage.arrayOf(tensor);
        double step = steps > 1 ? (end - start) / (steps - 1) : 0;
        for (int i = 0; i < steps; i++) {
            boolean first = steps == 1 || i < steps / 2;
            Values.put(array, i, dtype, first ? start + step * i : end - step * (steps - 1 - i));
        }
        return tensor;
    }

    static Tensor eye(int rows, int columns, DType dtype) {
        var tensor = Tensor.zeros(Shape.of(rows, columns), dtype);
        var array = HeapStorage.arrayOf(tensor);
        for (int i = 0; i < Math.min(rows, columns); i++) {
            Values.put(array, i * columns + i, dtype, 1L);
        }
        return tensor;
    }
}
