package io.lanewise.tensor;

/** Writing at indices where several elements may meet at one place and are combined. */
sealed interface Folding permits Tensor {
    Tensor self();

    /**
     * Along an axis, combines all elements of {@code source} that {@code index} sends to one place; the places that
     * none reaches stay as they are.
     *
     * @param index integers, not negative, of as many dimensions as x, and nowhere larger but along the axis
     * @param source of x's type, nowhere smaller than index
     * @param includeSelf whether this tensor's elements take part
     */
    default Tensor scatterReduce(int axis, Tensor index, Tensor source, Fold fold, boolean includeSelf) {
        var x = self();
        if (x.dim() == 0) {
            return x.reshape(1)
                    .scatterReduce(axis, index.reshape(-1), source.reshape(-1), fold, includeSelf)
                    .reshape(Shape.SCALAR);
        }
        int at = x.shape().axis(axis);
        Indices.checkFits("scatterReduce", "index", index.shape(), x.shape(), at);
        var added = source;
        for (int i = 0; i < source.dim(); i++) {
            added = added.narrow(i, 0, index.size(i));
        }
        if (fold == Fold.SUM || fold == Fold.MEAN) {
            var sum = (includeSelf ? x : x.scatter(at, index, 0)).scatterAdd(at, index, added);
            return fold == Fold.SUM ? sum : mean(sum, at, index, includeSelf);
        }
        if (added.dtype() != x.dtype()) {
            throw new DTypeException("scatterReduce: source is " + source.dtype() + ", expected " + x.dtype());
        }
        return new ScatterReduction(at, fold, includeSelf).of(x, index, added);
    }

    private static Tensor mean(Tensor sum, int axis, Tensor index, boolean includeSelf) {
        var ones = Tensor.ones(index.shape(), sum.dtype());
        var counts = Tensor.full(sum.shape(), includeSelf ? 1 : 0, sum.dtype())
                .scatterAdd(axis, index, ones)
                .clampMin(1);
        return sum.dtype().isFloat() ? sum.div(counts) : sum.floorDivide(counts);
    }

    /**
     * Combines the i-th part of {@code source} along an axis with all others for the place {@code index[i]}.
     *
     * @param index integers [n], not negative
     */
    default Tensor indexReduce(int axis, Tensor index, Tensor source, Fold fold, boolean includeSelf) {
        var x = self();
        if (x.dim() == 0) {
            return scatterReduce(axis, index, source.reshape(-1), fold, includeSelf);
        }
        int at = x.shape().axis(axis);
        var along = new int[x.dim()];
        java.util.Arrays.fill(along, 1);
        along[at] = index.elements();
        return scatterReduce(at, index.reshape(along).expand(source.shape()), source, fold, includeSelf);
    }
}
