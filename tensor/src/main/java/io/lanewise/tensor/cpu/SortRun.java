package io.lanewise.tensor.cpu;

import io.lanewise.kernels.Pool;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;

/**
 * Stable sorting by indices. A 32-bit key and its index make one long, so that the JDK's sort of longs does the work
 * and equal keys keep their order; a 64-bit key is replaced by its rank among the line's keys first.
 */
final class SortRun {
    /** Elements below which a part is not worth a thread. */
    private static final int GRAIN = 2_048;

    private SortRun() {}

    static void run(Op.ArgSort op, Tensor x, Tensor out) {
        var shape = x.dim() == 0 ? Shape.of(1) : x.shape();
        var one = new int[] {1};
        var lines =
                Lines.along(shape, op.axis(), x.dim() == 0 ? one : x.strides(), out.dim() == 0 ? one : out.strides());
        var from = HeapStorage.arrayOf(x);
        var to = (long[]) HeapStorage.arrayOf(out);
        int n = lines.length();
        Pool.ranges(lines.count(), GRAIN / n, (first, end) -> {
            var keys = new long[n];
            var walk = lines.from(first);
            for (long line = first; line < end; line++, walk.next()) {
                SortKeys.of(from, x.dtype(), x.offset() + walk.start(0), walk.step(0), keys, n);
                argSort(keys, x.dtype(), op.descending());
                int target = out.offset() + walk.start(1);
                for (int i = 0; i < n; i++) {
                    to[target + i * walk.step(1)] = keys[i];
                }
            }
        });
    }

    /** Replaces keys by the indices that sort them. */
    private static void argSort(long[] keys, DType dtype, boolean descending) {
        if (descending) {
            for (int i = 0; i < keys.length; i++) {
                keys[i] = ~keys[i];
            }
        }
        if (!SortKeys.isNarrow(dtype)) {
            var sorted = keys.clone();
            Arrays.sort(sorted);
            for (int i = 0; i < keys.length; i++) {
                keys[i] = firstOf(sorted, keys[i]);
            }
        }
        for (int i = 0; i < keys.length; i++) {
            keys[i] = keys[i] << 32 | i;
        }
        Arrays.sort(keys);
        for (int i = 0; i < keys.length; i++) {
            keys[i] &= 0xFFFFFFFFL;
        }
    }

    /** The first place of a key that is in the sorted keys. */
    private static int firstOf(long[] sorted, long key) {
        int low = 0;
        int high = sorted.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
