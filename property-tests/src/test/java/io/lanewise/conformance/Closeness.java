package io.lanewise.conformance;

import io.lanewise.conformance.Table.Precision;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares results with PyTorch's: element types and shapes exactly, floats within PyTorch's default tolerances. */
final class Closeness {
    private Closeness() {}

    /** How a result differs from the expected one, or null where it does not. */
    static @Nullable String difference(
            String what, @Nullable Object expected, @Nullable Object actual, Precision precision) {
        return switch (expected) {
            case Tensor tensor when actual instanceof Tensor other -> difference(what, tensor, other, precision);
            case List<?> list
            when actual instanceof List<?> other -> {
                if (list.size() != other.size()) {
                    yield what + ": expected " + list.size() + " results, got " + other.size();
                }
                String found = null;
                for (int i = 0; i < list.size() && found == null; i++) {
                    found = difference(what + "[" + i + "]", list.get(i), other.get(i), precision);
                }
                yield found;
            }
            case null, default ->
                Objects.equals(expected, actual)
                        ? null
                        : what + ": expected " + kind(expected) + ", got " + kind(actual);
        };
    }

    private static String kind(@Nullable Object value) {
        return value instanceof Tensor tensor ? tensor.dtype() + " " + tensor.shape() : String.valueOf(value);
    }

    private static @Nullable String difference(String what, Tensor expected, Tensor actual, Precision precision) {
        if (expected.dtype() != actual.dtype() || !expected.shape().equals(actual.shape())) {
            return what + ": expected " + kind(expected) + ", got " + kind(actual);
        }
        return expected.dtype().isFloat()
                ? floats(what, expected, actual, precision)
                : integers(what, expected.toLongArray(), actual.toLongArray());
    }

    private static @Nullable String integers(String what, long[] expected, long[] actual) {
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != actual[i]) {
                return what + ": element " + i + " is " + actual[i] + ", expected " + expected[i];
            }
        }
        return null;
    }

    private static @Nullable String floats(String what, Tensor expected, Tensor actual, Precision precision) {
        double relative = relative(expected.dtype(), precision);
        double absolute = expected.dtype() == DType.F64 ? 1e-7 : 1e-5;
        var want = expected.toDoubleArray();
        var got = actual.toDoubleArray();
        for (int i = 0; i < want.length; i++) {
            boolean same = Double.compare(want[i], got[i]) == 0 || want[i] == got[i];
            if (!same && !(Math.abs(want[i] - got[i]) <= absolute + relative * Math.abs(want[i]))
                    || !same && Double.isInfinite(want[i])) {
                return what + ": element " + i + " of " + expected.shape() + " is " + got[i] + ", expected " + want[i];
            }
        }
        return null;
    }

    private static double relative(DType dtype, Precision precision) {
        return switch (dtype) {
            case F64 -> 1e-7;
            case F16 -> 1e-3;
            case BF16 -> 1.6e-2;
            default -> precision == Precision.SUM ? 1e-4 : 1.3e-6;
        };
    }
}
