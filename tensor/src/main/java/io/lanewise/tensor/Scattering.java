package io.lanewise.tensor;

import io.lanewise.expr.Catalog;

/** Writing parts of a tensor: each operation gives a changed copy; with an underscore it changes the tensor. */
sealed interface Scattering permits Tensor {
    Tensor self();

    /**
     * Along an axis, writes each element of {@code source} at the place that {@code index} names: for axis 0 of a
     * matrix {@code out[index[i][j]][j] = source[i][j]}. Of several for one place the last one stays.
     *
     * @param index integers, not negative, of as many dimensions as x, and nowhere larger but along the axis
     * @param source of x's type, nowhere smaller than index
     */
    default Tensor scatter(int axis, Tensor index, Tensor source) {
        return Scatters.scatter("scatter", false, false, self(), axis, index, source);
    }

    /** Writes one value at the places that {@code index} names; see {@link #scatter(int, Tensor, Tensor)}. */
    default Tensor scatter(int axis, Tensor index, double value) {
        return scatter(axis, index, Scatters.constant(self(), value).expand(index.shape()));
    }

    /** {@link #scatter(int, Tensor, Tensor)} in place. */
    default Tensor scatter_(int axis, Tensor index, Tensor source) {
        return Scatters.scatter("scatter_", false, true, self(), axis, index, source);
    }

    /** {@link #scatter(int, Tensor, double)} in place. */
    default Tensor scatter_(int axis, Tensor index, double value) {
        return scatter_(axis, index, Scatters.constant(self(), value).expand(index.shape()));
    }

    /** Like {@link #scatter(int, Tensor, Tensor)}, adding to what is there, in the order of the indices. */
    default Tensor scatterAdd(int axis, Tensor index, Tensor source) {
        return Scatters.scatter("scatterAdd", true, false, self(), axis, index, source);
    }

    /** {@link #scatterAdd} in place. */
    default Tensor scatterAdd_(int axis, Tensor index, Tensor source) {
        return Scatters.scatter("scatterAdd_", true, true, self(), axis, index, source);
    }

    /**
     * Adds the i-th part of {@code source} along an axis to the part that {@code index[i]} names, in order.
     *
     * @param index integers [n], not negative
     * @param source of x's type and shape, but for size n along the axis
     */
    default Tensor indexAdd(int axis, Tensor index, Tensor source) {
        return Scatters.indexAdd("indexAdd", false, self(), axis, index, source);
    }

    /** Adds {@code alpha·source}; see {@link #indexAdd(int, Tensor, Tensor)}. */
    default Tensor indexAdd(int axis, Tensor index, Tensor source, double alpha) {
        return indexAdd(axis, index, source.dtype().isFloat() ? source.mul(alpha) : source.mul((long) alpha));
    }

    /** {@link #indexAdd(int, Tensor, Tensor)} in place. */
    default Tensor indexAdd_(int axis, Tensor index, Tensor source) {
        return Scatters.indexAdd("indexAdd_", true, self(), axis, index, source);
    }

    /** Writes the i-th part of {@code source} along an axis over the part that {@code index[i]} names. */
    default Tensor indexCopy(int axis, Tensor index, Tensor source) {
        return Scatters.indexCopy("indexCopy", false, self(), axis, index, source);
    }

    /** {@link #indexCopy} in place. */
    default Tensor indexCopy_(int axis, Tensor index, Tensor source) {
        return Scatters.indexCopy("indexCopy_", true, self(), axis, index, source);
    }

    /** Fills the parts along an axis that {@code index} names with one value. */
    default Tensor indexFill(int axis, Tensor index, double value) {
        return indexFill(axis, index, Scatters.constant(self(), value));
    }

    /** Fills the parts along an axis that {@code index} names with the value of a tensor without dimensions. */
    default Tensor indexFill(int axis, Tensor index, Tensor value) {
        return Scatters.indexFill("indexFill", false, self(), axis, index, value);
    }

    /** {@link #indexFill(int, Tensor, double)} in place. */
    default Tensor indexFill_(int axis, Tensor index, double value) {
        return Scatters.indexFill("indexFill_", true, self(), axis, index, Scatters.constant(self(), value));
    }

    /**
     * Writes {@code value}, broadcast, at the places of {@link Indexing#index}: PyTorch's {@code x[parts] = value} on a
     * copy.
     *
     * @param accumulate whether to add to what is there instead
     */
    default Tensor indexPut(Tensor value, boolean accumulate, Index... parts) {
        return Scatters.indexPut(self(), value, accumulate, parts);
    }

    /** {@link #indexPut} in place. */
    default Tensor indexPut_(Tensor value, boolean accumulate, Index... parts) {
        return Scatters.indexPut_(self(), value, accumulate, parts);
    }

    /** Writes one value, in place, at the places of {@link Indexing#index}. */
    default Tensor indexPut_(double value, Index... parts) {
        return indexPut_(Scatters.constant(self(), value), false, parts);
    }

    /** Writes the elements of {@code source} at places in row-major order; negative ones count from the end. */
    default Tensor put(Tensor index, Tensor source, boolean accumulate) {
        var x = self();
        if (index.elements() != source.elements()) {
            throw new ShapeException(
                    "put: index " + index.shape() + " and source " + source.shape() + ": expected as many elements");
        }
        Scatters.checkType("put", x, source);
        var places = Indices.flat("put", index, x.elements());
        return Scatters.flat(x, places, source.reshape(source.elements()), accumulate);
    }

    /** x with {@code value} where a mask, broadcast with x, is true. */
    default Tensor maskedFill(Tensor mask, double value) {
        return maskedFill(mask, Scatters.constant(self(), value));
    }

    /** x with the value of a tensor without dimensions where a mask, broadcast with x, is true. */
    default Tensor maskedFill(Tensor mask, Tensor value) {
        Indices.checkMask("maskedFill", mask);
        if (value.dim() != 0) {
            throw new ShapeException("maskedFill: the value must have no dimensions, not shape " + value.shape());
        }
        return Engine.run(new Op.Map(Catalog.WHERE), mask, value.to(self().dtype()), self());
    }

    /** {@link #maskedFill(Tensor, double)} in place; the mask is broadcast to x. */
    default Tensor maskedFill_(Tensor mask, double value) {
        return self().copy_(maskedFill(mask.expand(self().shape()), value));
    }

    /** x with the first elements of {@code source}, in order, where a mask, broadcast with x, is true. */
    default Tensor maskedScatter(Tensor mask, Tensor source) {
        Indices.checkMask("maskedScatter", mask);
        var shape = Shape.broadcast("maskedScatter", self().shape(), mask.shape());
        var x = self().expand(shape);
        Scatters.checkType("maskedScatter", x, source);
        var places = Indices.trueAt(mask.expand(shape));
        if (places.length > source.elements()) {
            throw new ShapeException("maskedScatter: the mask is true at " + places.length + " places, the source "
                    + source.shape() + " has fewer elements");
        }
        var values = source.reshape(source.elements()).narrow(0, 0, places.length);
        return Scatters.flat(x, Tensor.of(places).to(x.backend()), values, false);
    }

    /** x with {@code source} at one place of a dimension. */
    default Tensor selectScatter(Tensor source, int axis, int index) {
        return Scatters.replace("selectScatter", self(), x -> x.select(axis, index), source);
    }

    /** x with {@code source} at places of a dimension; see {@link Indexing#slice(int, int, int, int)}. */
    default Tensor sliceScatter(Tensor source, int axis, int start, int end, int step) {
        return Scatters.replace("sliceScatter", self(), x -> x.slice(axis, start, end, step), source);
    }
}
