package io.lanewise.tensor;

import io.lanewise.expr.Reduction;
import io.lanewise.tensor.cpu.SortKeys;
import java.util.Arrays;

/** Checks the arguments of {@link Sorting} and composes its operations: an index is found first, the rest is gather. */
final class Orders {
    private Orders() {}

    static ValuesAndIndices pick(Tensor x, int axis, Tensor indices) {
        return new ValuesAndIndices(x.gather(axis, indices), indices);
    }

    private static ValuesAndIndices pickOne(Tensor x, int axis, Tensor indices, boolean keepAxis) {
        var picked = pick(x, axis, indices);
        if (keepAxis || x.dim() == 0) {
            return picked;
        }
        return new ValuesAndIndices(
                picked.values().squeeze(axis), picked.indices().squeeze(axis));
    }

    static ValuesAndIndices topk(Tensor x, int k, int axis, boolean largest) {
        checkCount("topk", k, 0, x, axis);
        var order = x.argsort(axis, largest);
        return pick(x, axis, x.dim() == 0 ? order : order.narrow(axis, 0, k));
    }

    static ValuesAndIndices kthvalue(Tensor x, int k, int axis, boolean keepAxis) {
        checkCount("kthvalue", k, 1, x, axis);
        var order = x.argsort(axis, false);
        return pickOne(x, axis, x.dim() == 0 ? order : order.narrow(axis, k - 1, 1), keepAxis);
    }

    private static void checkCount(String operation, int k, int least, Tensor x, int axis) {
        int size = x.dim() == 0 ? 1 : x.size(axis);
        if (k < least || k > size) {
            throw new IndexOutOfBoundsException(operation + ": k = " + k + " is out of range for dimension " + axis
                    + " of size " + size + "; expected " + least + " to " + size);
        }
    }

    static ValuesAndIndices median(String operation, boolean skipNan, Tensor x, int axis, boolean keepAxis) {
        checkNotEmpty(operation, x, axis);
        return pickOne(
                x,
                axis,
                oneOfEach(x, axis, (keys, order) -> {
                    int numbers = order.length;
                    while (numbers > 0 && SortKeys.isNan(keys[order[numbers - 1]], x.dtype())) {
                        numbers--;
                    }
                    boolean whole = numbers == order.length || (skipNan && numbers > 0);
                    return order[whole ? (numbers - 1) / 2 : numbers];
                }),
                keepAxis);
    }

    static ValuesAndIndices mode(Tensor x, int axis, boolean keepAxis) {
        checkNotEmpty("mode", x, axis);
        return pickOne(
                x,
                axis,
                oneOfEach(x, axis, (keys, order) -> {
                    int best = 0;
                    int most = 0;
                    int run = 0;
                    for (int i = 0; i < order.length; i++) {
                        run = i > 0 && keys[order[i]] == keys[order[i - 1]] ? run + 1 : 1;
                        boolean ends = i + 1 == order.length || keys[order[i + 1]] != keys[order[i]];
                        if (ends && run > most) {
                            most = run;
                            best = order[i];
                        }
                    }
                    return best;
                }),
                keepAxis);
    }

    private static void checkNotEmpty(String operation, Tensor x, int axis) {
        if (x.dim() > 0 && x.size(axis) == 0) {
            throw new ShapeException(operation + ": dimension " + axis + " of " + x.shape() + " has no elements");
        }
    }

    /** Chooses one index of a line from its keys and the order of them. */
    private interface Choice {
        int of(long[] keys, int[] order);
    }

    private static Tensor oneOfEach(Tensor x, int axis, Choice choice) {
        int last = Math.max(x.dim() - 1, 0);
        var lines = moved(x, axis, last);
        var keys = keys(lines);
        var order = (int[]) Values.array(lines.argsort(), DType.I32);
        int n = x.dim() == 0 ? 1 : x.size(axis);
        var chosen = new long[x.elements() / n];
        for (int i = 0; i < chosen.length; i++) {
            int start = i * n;
            chosen[i] =
                    choice.of(Arrays.copyOfRange(keys, start, start + n), Arrays.copyOfRange(order, start, start + n));
        }
        var shape = x.dim() == 0 ? Shape.SCALAR : lines.shape().with(last, 1);
        return moved(Tensor.wrap(chosen, DType.I64, shape), last, axis).to(x.backend());
    }

    private static Tensor moved(Tensor x, int from, int to) {
        return x.dim() < 2 ? x : x.moveaxis(from, to);
    }

    /** The elements in row-major order as integers of the same order. */
    private static long[] keys(Tensor t) {
        var dtype = t.dtype().compute();
        int n = t.elements();
        var keys = new long[n];
        SortKeys.of(Values.array(t, dtype), dtype, 0, 1, keys, n);
        return keys;
    }

    static Tensor scan(Reduction kind, Tensor x, int axis) {
        var wide = x.dtype().isFloat() ? x : x.to(DType.I64);
        return Engine.run(new Op.Scan(kind, x.shape().axis(axis)), wide);
    }

    static ValuesAndIndices running(Tensor x, int axis, boolean greatest) {
        int last = Math.max(x.dim() - 1, 0);
        var lines = moved(x, axis, last);
        var keys = keys(lines);
        int n = x.dim() == 0 ? 1 : x.size(axis);
        var indices = new long[keys.length];
        for (int i = 0; i < keys.length; i++) {
            int place = i % n;
            if (place > 0) {
                long before = keys[i - place + (int) indices[i - 1]];
                boolean takes = takesOver(keys[i], before, greatest, x.dtype());
                indices[i] = takes ? place : indices[i - 1];
            }
        }
        var found = moved(Tensor.wrap(indices, DType.I64, lines.shape()), last, axis);
        return pick(x, axis, found.to(x.backend()));
    }

    private static boolean takesOver(long key, long before, boolean greatest, DType dtype) {
        if (key == before || SortKeys.isNan(key, dtype)) {
            return true;
        }
        return !SortKeys.isNan(before, dtype) && key > before == greatest;
    }

    static UniqueElements unique(Tensor x) {
        int n = x.elements();
        var flat = x.reshape(n);
        var keys = keys(flat);
        var order = (int[]) Values.array(flat.argsort(), DType.I32);
        var firsts = new long[n];
        var inverse = new long[n];
        var counts = new long[n];
        int found = 0;
        for (int i = 0; i < n; i++) {
            // Each NaN is unlike every number, itself included.
            long key = keys[order[i]];
            boolean repeated = i > 0 && key == keys[order[i - 1]] && !SortKeys.isNan(key, x.dtype());
            if (!repeated) {
                firsts[found++] = order[i];
            }
            inverse[order[i]] = found - 1L;
            counts[found - 1]++;
        }
        var backend = x.backend();
        return new UniqueElements(
                flat.indexSelect(0, Tensor.of(Arrays.copyOf(firsts, found)).to(backend)),
                Tensor.wrap(inverse, DType.I64, x.shape()).to(backend),
                Tensor.of(Arrays.copyOf(counts, found)).to(backend));
    }

    static Tensor search(String operation, Tensor sorted, Tensor values, boolean right) {
        boolean one = sorted.dim() == 1;
        int last = sorted.dim() - 1;
        boolean fits = one
                || (last > 0
                        && values.dim() == sorted.dim()
                        && values.shape().slice(0, last).equals(sorted.shape().slice(0, last)));
        if (!fits) {
            throw new ShapeException(operation + ": sequences of shape " + sorted.shape() + " and values of shape "
                    + values.shape() + "; expected one sequence, or equal leading sizes");
        }
        var dtype = DType.promote(sorted.dtype(), values.dtype());
        var places = keys(sorted.to(dtype));
        var wanted = keys(values.to(dtype));
        int length = sorted.size(last);
        int perLine = one ? Math.max(wanted.length, 1) : values.size(last);
        var found = new long[wanted.length];
        for (int i = 0; i < found.length; i++) {
            int start = one ? 0 : i / perLine * length;
            found[i] = insertion(places, start, length, wanted[i], right);
        }
        return Tensor.wrap(found, DType.I64, values.shape()).to(values.backend());
    }

    private static int insertion(long[] sorted, int start, int length, long key, boolean right) {
        int low = 0;
        int high = length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            long there = sorted[start + middle];
            if (there < key || (right && there == key)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static Tensor bincount(Tensor x, Tensor weights, int length) {
        if (x.dim() != 1 || !weights.shape().equals(x.shape()) || length < 0) {
            throw new ShapeException("bincount: integers of shape " + x.shape() + ", weights of shape "
                    + weights.shape() + " and at least " + length + " bins; expected equal shapes [n] and no negative"
                    + " number of bins");
        }
        var index = Indices.whole("bincount", x);
        long greatest = -1;
        for (long value : index.toLongArray()) {
            if (value < 0 || value >= Integer.MAX_VALUE) {
                throw new IndexOutOfBoundsException("bincount: " + value + "; expected numbers from 0 to 2^31 - 2");
            }
            greatest = Math.max(greatest, value);
        }
        int bins = Math.max(length, (int) greatest + 1);
        var zeros = Tensor.zeros(Shape.of(bins), weights.dtype()).to(x.backend());
        return zeros.indexAdd(0, index, weights);
    }
}
