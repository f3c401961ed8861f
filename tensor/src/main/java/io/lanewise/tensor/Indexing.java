package io.lanewise.tensor;

/** Reading parts of a tensor. Integers and slices give views; tensors of indices and masks give copies. */
sealed interface Indexing permits Tensor {
    Tensor self();

    /**
     * The part at these places of the first dimensions, a view without them; negative places count from the end.
     *
     * @throws IndexOutOfBoundsException when there is no such place
     */
    default Tensor get(int... indices) {
        var x = self();
        if (indices.length > x.dim()) {
            throw new ShapeException("get: " + indices.length + " indices for shape " + x.shape());
        }
        for (int index : indices) {
            x = x.select(0, index);
        }
        return x;
    }

    /** The part at one place of a dimension, a view without it. */
    default Tensor select(int axis, int index) {
        var x = self();
        if (x.dim() == 0) {
            throw new ShapeException("select: a tensor without dimensions cannot be indexed");
        }
        int at = x.shape().axis(axis);
        int place = Indices.place("select", index, at, x.size(at));
        var one = Engine.run(new Op.Slice(at, place, 1, 1), x);
        return Engine.run(new Op.Reshape(x.shape().without(at)), one);
    }

    /** {@code length} places of a dimension from {@code start} on, a view; a negative start counts from the end. */
    default Tensor narrow(int axis, int start, int length) {
        var x = self();
        if (x.dim() == 0) {
            throw new ShapeException("narrow: a tensor without dimensions cannot be narrowed");
        }
        int at = x.shape().axis(axis);
        int size = x.size(at);
        int first = start < 0 ? start + size : start;
        if (first < 0 || first > size || length < 0 || length > size - first) {
            throw new IndexOutOfBoundsException(
                    "narrow: start " + start + " and length " + length + " leave dimension " + at + " of size " + size);
        }
        return Engine.run(new Op.Slice(at, first, length, 1), x);
    }

    /** The places {@code start} to {@code end}, exclusive, of a dimension: a view. */
    default Tensor slice(int axis, int start, int end) {
        return slice(axis, start, end, 1);
    }

    /**
     * The places start, start + step, … before end (after it for a negative step) of a dimension, a view. Python's
     * rules: negative bounds count from the end, bounds beyond the dimension are cut; {@link Index#END} and {@link
     * Index#BEGIN} stand for an end that is left out.
     *
     * @throws IllegalArgumentException when the step is 0
     */
    default Tensor slice(int axis, int start, int end, int step) {
        var x = self();
        if (step == 0) {
            throw new IllegalArgumentException("slice: the step must not be 0");
        }
        if (x.dim() == 0) {
            throw new ShapeException("slice: a tensor without dimensions cannot be sliced");
        }
        int at = x.shape().axis(axis);
        int size = x.size(at);
        int from = Indices.clamp(start, size, step > 0);
        int to = Indices.clamp(end, size, step > 0);
        long span = step > 0 ? (long) to - from : (long) from - to;
        int length = span <= 0 ? 0 : (int) ((span - 1) / Math.abs((long) step) + 1);
        return Engine.run(new Op.Slice(at, length == 0 ? 0 : from, length, step), x);
    }

    /**
     * PyTorch's {@code x[parts]}. Integers and slices come first and give a view; tensors of indices then give a copy
     * whose dimensions are those of the indices, in the place of theirs if they stand side by side, else in front.
     *
     * @throws ShapeException when there are too many parts, or a mask's shape is not that of the dimensions it covers
     * @throws IndexOutOfBoundsException when there is no such place
     */
    default Tensor index(Index... parts) {
        return Indices.index(self(), parts);
    }

    /**
     * The parts of a dimension that {@code index} names, in its order.
     *
     * @param index integers [n], not negative
     */
    default Tensor indexSelect(int axis, Tensor index) {
        var x = self();
        int at = x.shape().axis(axis);
        var places = Indices.vector("indexSelect", index);
        if (x.dim() > 0) {
            return Engine.run(new Op.IndexSelect(at), x, places);
        }
        var parts = Engine.run(new Op.IndexSelect(0), x.reshape(1), places);
        return parts.elements() == 1 ? parts.reshape(Shape.SCALAR) : parts;
    }

    /**
     * Along an axis, the element that {@code index} names at each of its own places: for axis 0 of a matrix {@code
     * out[i][j] = x[index[i][j]][j]}.
     *
     * @param index integers, not negative, of as many dimensions as x, and nowhere larger but along the axis
     */
    default Tensor gather(int axis, Tensor index) {
        var x = self();
        int at = x.shape().axis(axis);
        var places = Indices.whole("gather", index);
        Indices.checkFits("gather", "index", index.shape(), x.shape(), at);
        return Engine.run(new Op.Gather(at), x, places);
    }

    /** Like {@link #gather}, where x and index are broadcast to each other but for the axis. */
    default Tensor takeAlongDim(Tensor index, int axis) {
        var x = self();
        int at = x.shape().axis(axis);
        if (x.dim() != index.dim() || x.dim() == 0) {
            throw new ShapeException("takeAlongDim: " + x.shape() + " and index " + index.shape()
                    + "; expected as many dimensions, one or more");
        }
        var shape = Shape.broadcast(
                "takeAlongDim", x.shape().with(at, 1), index.shape().with(at, 1));
        return x.expand(shape.with(at, x.size(at))).gather(at, index.expand(shape.with(at, index.size(at))));
    }

    /** The elements at places in row-major order, in the shape of {@code index}; negative ones count from the end. */
    default Tensor take(Tensor index) {
        var x = self();
        var places = Indices.flat("take", index, x.elements());
        return Engine.run(new Op.IndexSelect(0), x.reshape(x.elements()), places)
                .reshape(index.shape());
    }

    /** The elements where a mask, broadcast with x, is true: one dimension, in row-major order. */
    default Tensor maskedSelect(Tensor mask) {
        var x = self();
        Indices.checkMask("maskedSelect", mask);
        var shape = Shape.broadcast("maskedSelect", x.shape(), mask.shape());
        var places = Indices.trueAt(mask.expand(shape));
        var index = Tensor.of(places).to(x.backend());
        return Engine.run(new Op.IndexSelect(0), x.expand(shape).reshape(shape.elements()), index);
    }

    /** The places of the elements that are not 0, in row-major order: i64 [n, number of dimensions]. */
    default Tensor nonzero() {
        var x = self();
        var places = Indices.trueAt(x);
        int rank = x.dim();
        var coordinates = new long[Math.multiplyExact(places.length, rank)];
        for (int i = 0; i < places.length; i++) {
            long rest = places[i];
            for (int d = rank - 1; d >= 0; d--) {
                coordinates[i * rank + d] = rest % x.size(d);
                rest /= x.size(d);
            }
        }
        return Tensor.wrap(coordinates, DType.I64, Shape.of(places.length, rank))
                .to(x.backend());
    }
}
