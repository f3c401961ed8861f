package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks indices and works out the places that they name. */
final class Indices {
    private Indices() {}

    static int place(String operation, long index, int axis, int size) {
        if (index < -size || index >= size) {
            throw new IndexOutOfBoundsException(
                    operation + ": index " + index + " is out of range for dimension " + axis + " of size " + size);
        }
        return (int) (index < 0 ? index + size : index);
    }

    /** A slice's bound as Python's {@code slice.indices} cuts it. */
    static int clamp(int bound, int size, boolean forward) {
        long place = bound < 0 ? (long) bound + size : bound;
        return forward ? Math.clamp(place, 0, size) : Math.clamp(place, -1, size - 1);
    }

    /** Integers as i64. */
    static Tensor whole(String operation, Tensor index) {
        if (!index.dtype().isInteger()) {
            throw new DTypeException(operation + ": the index must be of an integer type, not " + index.dtype());
        }
        return index.to(DType.I64);
    }

    /** Integers as i64 [n]. */
    static Tensor vector(String operation, Tensor index) {
        if (index.dim() > 1) {
            throw new ShapeException(operation + ": the index must have one dimension, not shape " + index.shape());
        }
        return whole(operation, index.reshape(index.elements()));
    }

    /** Places among {@code size} elements as i64 [n], counted from the first. */
    static Tensor flat(String operation, Tensor index, int size) {
        whole(operation, index);
        var places = (long[]) Values.array(index, DType.I64);
        for (int i = 0; i < places.length; i++) {
            places[i] = place(operation, places[i], 0, size);
        }
        return Tensor.wrap(places, DType.I64, Shape.of(places.length)).to(index.backend());
    }

    static void checkMask(String operation, Tensor mask) {
        if (mask.dtype() != DType.BOOL) {
            throw new DTypeException(operation + ": the mask must be of type bool, not " + mask.dtype());
        }
    }

    /** Checks that one shape has as many dimensions as another and is nowhere larger but along an axis. */
    static void checkFits(String operation, String what, Shape inner, Shape outer, int axis) {
        boolean fits = Math.max(inner.rank(), 1) == Math.max(outer.rank(), 1);
        for (int d = 0; fits && d < Math.min(inner.rank(), outer.rank()); d++) {
            fits = d == axis || inner.dim(d) <= outer.dim(d) || inner.elements() == 0;
        }
        if (!fits) {
            throw new ShapeException(operation + ": " + what + " " + inner + " does not fit " + outer
                    + ": expected as many dimensions, and no larger sizes"
                    + (axis < 0 ? "" : " but along dimension " + axis));
        }
    }

    /** The places, in row-major order, of the elements that are not 0. */
    static long[] trueAt(Tensor t) {
        var array = Values.array(t, t.dtype());
        int n = t.elements();
        var places = new long[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (Values.asDouble(array, i, t.dtype()) != 0) {
                places[count++] = i;
            }
        }
        return Arrays.copyOf(places, count);
    }

    /** Integers, slices and new axes give a view of x; what tensors of indices are left then read from it. */
    static Tensor index(Tensor x, Index... parts) {
        int used = 0;
        int ellipses = 0;
        for (var part : parts) {
            used += dimensions(part);
            ellipses += part instanceof Index.Ellipsis ? 1 : 0;
        }
        if (used > x.dim() || ellipses > 1) {
            throw new ShapeException("index: " + (ellipses > 1 ? "more than one ellipsis" : used + " indices")
                    + " for shape " + x.shape());
        }
        var view = x;
        int axis = 0;
        var axes = new ArrayList<Integer>();
        var indices = new ArrayList<Tensor>();
        for (var part : parts) {
            switch (part) {
                case Index.At(int at) -> view = view.select(axis, at);
                case Index.Range(int start, int end, int step) -> view = view.slice(axis++, start, end, step);
                case Index.Ellipsis() -> axis += x.dim() - used;
                case Index.NewAxis() -> view = withAxis(view, axis++);
                case Index.Select(Tensor index) -> {
                    if (index.dtype() == DType.BOOL && index.dim() == 0) {
                        view = withAxis(view, axis);
                    }
                    for (var places : places(index, view, axis)) {
                        axes.add(axis++);
                        indices.add(places);
                    }
                }
            }
        }
        return axes.isEmpty() ? view : select(view, axes, indices);
    }

    private static int dimensions(Index part) {
        return switch (part) {
            case Index.At _, Index.Range _ -> 1;
            case Index.Ellipsis(), Index.NewAxis() -> 0;
            case Index.Select(Tensor index) -> index.dtype() == DType.BOOL ? index.dim() : 1;
        };
    }

    private static Tensor withAxis(Tensor view, int axis) {
        return Engine.run(new Op.Reshape(view.shape().insert(axis, 1)), view);
    }

    /** The integers that an index tensor stands for: itself, or one tensor for each dimension of a mask. */
    private static List<Tensor> places(Tensor index, Tensor view, int axis) {
        if (index.dtype() != DType.BOOL) {
            return List.of(whole("index", index));
        }
        var covered = view.shape().slice(axis, axis + index.dim());
        if (!covered.equals(index.shape())) {
            throw new ShapeException("index: a mask of shape " + index.shape() + " for dimensions of sizes " + covered
                    + " of shape " + view.shape());
        }
        var coordinates = (index.dim() == 0 ? withAxis(index, 0) : index).nonzero();
        var columns = new ArrayList<Tensor>();
        for (int d = 0; d < coordinates.size(1); d++) {
            columns.add(coordinates.select(1, d));
        }
        return columns;
    }

    /** Joins the indexed dimensions to one, and reads it at the places that the indices name together. */
    private static Tensor select(Tensor x, List<Integer> axes, List<Tensor> indices) {
        var shape = Shape.SCALAR;
        for (var index : indices) {
            shape = Shape.broadcast("index", shape, index.shape());
        }
        int count = axes.size();
        int first = axes.getFirst();
        var places = new long[shape.elements()];
        int joined = 1;
        for (int i = 0; i < count; i++) {
            int size = x.size(axes.get(i));
            var index = (long[]) Values.array(indices.get(i).expand(shape), DType.I64);
            for (int j = 0; j < places.length; j++) {
                places[j] = places[j] * size + place("index", index[j], axes.get(i), size);
            }
            joined *= size;
        }
        var view = x;
        if (axes.getLast() - first != count - 1) {
            view = x.permute(inFront(axes, x.dim()));
            first = 0;
        }
        var before = view.shape().slice(0, first);
        var after = view.shape().slice(first + count, view.dim());
        var merged = view.reshape(before.concat(Shape.of(joined)).concat(after));
        var index = Tensor.wrap(places, DType.I64, Shape.of(places.length)).to(x.backend());
        return Engine.run(new Op.IndexSelect(first), merged, index)
                .reshape(before.concat(shape).concat(after));
    }

    private static int[] inFront(List<Integer> axes, int rank) {
        var order = new ArrayList<>(axes);
        for (int d = 0; d < rank; d++) {
            if (!axes.contains(d)) {
                order.add(d);
            }
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }
}
