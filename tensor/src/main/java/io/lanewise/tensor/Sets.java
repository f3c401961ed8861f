package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Elements and parts without their repetitions. Nothing here is differentiable. */
sealed interface Sets permits Tensor {
    Tensor self();

    /** Whether each element is among others. */
    default Tensor isIn(Tensor others) {
        return self().unsqueeze(-1).eq(others.reshape(-1)).any(false, -1);
    }

    /** The different parts along an axis, in the order of their first elements that differ. */
    default UniqueElements unique(int axis) {
        return parts(axis, true);
    }

    /** The elements in row-major order without those that equal the one before. */
    default UniqueElements uniqueConsecutive() {
        var flat = self().reshape(self().elements()).uniqueConsecutive(0);
        return new UniqueElements(flat.values(), flat.inverse().reshape(self().shape()), flat.counts());
    }

    /** The parts along an axis without those that equal the one before. */
    default UniqueElements uniqueConsecutive(int axis) {
        return parts(axis, false);
    }

    private UniqueElements parts(int axis, boolean sorted) {
        var x = self().detach();
        int n = x.size(axis);
        int width = n == 0 ? 0 : x.elements() / n;
        var rows = x.transpose(axis, 0).reshape(n, width);
        Comparator<Integer> comparison;
        if (x.dtype().isFloat()) {
            var values = rows.toDoubleArray();
            comparison = (a, b) -> {
                int at = Arrays.mismatch(values, a * width, (a + 1) * width, values, b * width, (b + 1) * width);
                // Where NaN stands, parts differ, even from themselves.
                return at < 0 ? 0 : Double.compare(values[a * width + at], values[b * width + at]);
            };
        } else {
            var values = rows.toLongArray();
            comparison =
                    (a, b) -> Arrays.compare(values, a * width, (a + 1) * width, values, b * width, (b + 1) * width);
        }
        var order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        if (sorted) {
            order.sort(comparison);
        }
        return grouped(x, axis, order, comparison);
    }

    private static UniqueElements grouped(Tensor x, int axis, List<Integer> order, Comparator<Integer> comparison) {
        int n = order.size();
        var firsts = new long[n];
        var inverse = new long[n];
        var counts = new long[n];
        int found = 0;
        for (int i = 0; i < n; i++) {
            if (i == 0 || comparison.compare(order.get(i - 1), order.get(i)) != 0) {
                firsts[found++] = order.get(i);
            }
            inverse[order.get(i)] = found - 1L;
            counts[found - 1]++;
        }
        return new UniqueElements(
                x.indexSelect(axis, Tensor.of(Arrays.copyOf(firsts, found))),
                Tensor.of(inverse),
                Tensor.of(Arrays.copyOf(counts, found)));
    }
}
