package io.lanewise.tensor;

import java.util.function.UnaryOperator;

/** Checks the arguments of writing operations and runs them. */
final class Scatters {
    private Scatters() {}

    static Tensor constant(Tensor like, double value) {
        return Tensor.scalar(value, like.dtype()).to(like.backend());
    }

    static void checkType(String operation, Tensor x, Tensor source) {
        if (x.dtype() != source.dtype()) {
            throw new DTypeException(operation + ": source of " + source.dtype() + " for a tensor of " + x.dtype()
                    + "; use source.to(" + x.dtype().name() + ")");
        }
    }

    static Tensor scatter(
            String operation, boolean add, boolean inPlace, Tensor x, int axis, Tensor index, Tensor source) {
        checkType(operation, x, source);
        int at = x.shape().axis(axis);
        var places = Indices.whole(operation, index);
        Indices.checkFits(operation, "index", index.shape(), x.shape(), at);
        Indices.checkFits(operation, "index", index.shape(), source.shape(), -1);
        var written = source;
        for (int d = 0; d < Math.min(index.dim(), source.dim()); d++) {
            if (index.size(d) < source.size(d)) {
                written = written.narrow(d, 0, index.size(d));
            }
        }
        return run(
                add ? new Op.ScatterAdd(at) : new Op.Scatter(at), inPlace, x, places, written.reshape(index.shape()));
    }

    static Tensor indexAdd(String operation, boolean inPlace, Tensor x, int axis, Tensor index, Tensor source) {
        int at = x.shape().axis(axis);
        var places = checked(operation, x, at, index, source);
        if (x.dim() == 0 && !inPlace) {
            return run(new Op.IndexAdd(0), false, x.reshape(1), places, source.reshape(-1))
                    .reshape(Shape.SCALAR);
        }
        return run(new Op.IndexAdd(at), inPlace, x, places, source);
    }

    static Tensor indexCopy(String operation, boolean inPlace, Tensor x, int axis, Tensor index, Tensor source) {
        int at = x.shape().axis(axis);
        var places = checked(operation, x, at, index, source);
        return run(new Op.Scatter(at), inPlace, x, alongAxis(places, at, source.shape()), source);
    }

    static Tensor indexFill(String operation, boolean inPlace, Tensor x, int axis, Tensor index, Tensor value) {
        int at = x.shape().axis(axis);
        if (value.dim() != 0) {
            throw new ShapeException(operation + ": the value must have no dimensions, not shape " + value.shape());
        }
        int n = index.elements();
        var shape = x.dim() == 0 ? Shape.of(n) : x.shape().with(at, n);
        var source = value.to(x.dtype()).expand(shape);
        return run(new Op.Scatter(at), inPlace, x, alongAxis(natural(operation, x, at, index), at, shape), source);
    }

    /** Indices [n] as i64 that PyTorch's index_fill takes: negative ones count from the end. */
    private static Tensor natural(String operation, Tensor x, int axis, Tensor index) {
        int size = x.dim() == 0 ? 1 : x.size(axis);
        var places = (long[]) Values.array(Indices.vector(operation, index), DType.I64);
        for (int i = 0; i < places.length; i++) {
            places[i] = Indices.place(operation, places[i], axis, size);
        }
        return Tensor.wrap(places, DType.I64, Shape.of(places.length)).to(x.backend());
    }

    private static Tensor checked(String operation, Tensor x, int axis, Tensor index, Tensor source) {
        checkType(operation, x, source);
        var places = Indices.vector(operation, index);
        int n = index.elements();
        boolean fits = x.dim() == 0
                ? source.elements() == n
                : source.dim() == x.dim() && source.shape().equals(x.shape().with(axis, n));
        if (!fits) {
            throw new ShapeException(operation + ": source " + source.shape() + " for " + n + " places of dimension "
                    + axis + " of " + x.shape());
        }
        return places;
    }

    /** Indices [n] repeated over all other dimensions of a shape. */
    private static Tensor alongAxis(Tensor places, int axis, Shape shape) {
        if (shape.rank() == 0) {
            return places.reshape(Shape.SCALAR);
        }
        var sizes = new int[shape.rank()];
        java.util.Arrays.fill(sizes, 1);
        sizes[axis] = places.elements();
        return places.reshape(sizes).expand(shape);
    }

    static Tensor indexPut(Tensor x, Tensor value, boolean accumulate, Index... parts) {
        return put("indexPut", x, t -> t.index(parts), value, accumulate);
    }

    static Tensor indexPut_(Tensor x, Tensor value, boolean accumulate, Index... parts) {
        boolean recorded = GradMode.isEnabled() && (x.requiresGrad() || value.requiresGrad());
        boolean view = !accumulate;
        for (var part : parts) {
            view &= !(part instanceof Index.Select);
        }
        if (view && !recorded) {
            checkType("indexPut_", x, value);
            x.index(parts).copy_(value);
            return x;
        }
        return x.copy_(indexPut(x, value, accumulate, parts));
    }

    /** x with a part of it, which a function reads, replaced. */
    static Tensor replace(String operation, Tensor x, UnaryOperator<Tensor> part, Tensor source) {
        if (!part.apply(x).shape().equals(source.shape())) {
            throw new ShapeException(operation + ": source " + source.shape() + " for a part of shape "
                    + part.apply(x).shape());
        }
        return put(operation, x, part, source, false);
    }

    /** What a function reads from the numbers of the places are the places to write. */
    private static Tensor put(
            String operation, Tensor x, UnaryOperator<Tensor> part, Tensor value, boolean accumulate) {
        checkType(operation, x, value);
        var places = part.apply(Tensor.arange(x.elements()).to(x.backend()).reshape(x.shape()));
        if (!Shape.broadcast(operation, value.shape(), places.shape()).equals(places.shape())) {
            throw new ShapeException(operation + ": value " + value.shape() + " for a part of shape " + places.shape());
        }
        int n = places.elements();
        return flat(x, places.reshape(n), value.expand(places.shape()).reshape(n), accumulate);
    }

    /** Writes at places in row-major order. */
    static Tensor flat(Tensor x, Tensor places, Tensor values, boolean accumulate) {
        var op = accumulate ? new Op.ScatterAdd(0) : new Op.Scatter(0);
        return Engine.run(op, x.reshape(x.elements()), places, values).reshape(x.shape());
    }

    private static Tensor run(Op op, boolean inPlace, Tensor x, Tensor places, Tensor source) {
        return inPlace ? Engine.runInPlace(op, x, places, source) : Engine.run(op, x, places, source);
    }
}
