package io.lanewise.tensor;

import io.lanewise.expr.Reduction;

/** Order along an axis, and running results. NaN counts as the greatest number; equal elements keep their order. */
sealed interface Sorting permits Tensor {
    Tensor self();

    /** The indices (i64) that sort along an axis. */
    default Tensor argsort(int axis, boolean descending) {
        return Engine.run(new Op.ArgSort(self().shape().axis(axis), descending), self());
    }

    /** The indices (i64) that sort the last axis in ascending order. */
    default Tensor argsort() {
        return argsort(-1, false);
    }

    /** The elements sorted along an axis. */
    default ValuesAndIndices sort(int axis, boolean descending) {
        return Orders.pick(self(), self().shape().axis(axis), argsort(axis, descending));
    }

    /** The elements sorted along the last axis in ascending order. */
    default ValuesAndIndices sort() {
        return sort(-1, false);
    }

    /**
     * The k greatest, or smallest, elements along an axis, in order.
     *
     * @throws IndexOutOfBoundsException when there are fewer than k
     */
    default ValuesAndIndices topk(int k, int axis, boolean largest) {
        return Orders.topk(self(), k, self().shape().axis(axis), largest);
    }

    /** The k greatest elements along the last axis, the greatest first. */
    default ValuesAndIndices topk(int k) {
        return topk(k, -1, true);
    }

    /** The k-th smallest element along an axis, counted from 1. */
    default ValuesAndIndices kthvalue(int k, int axis, boolean keepAxis) {
        return Orders.kthvalue(self(), k, self().shape().axis(axis), keepAxis);
    }

    /** The median of all elements: of two in the middle the lower one; NaN where there is one. */
    default Tensor median() {
        return self().reshape(self().elements()).median(0, false).values();
    }

    /** The median along an axis: of two in the middle the lower one; NaN where there is one. */
    default ValuesAndIndices median(int axis, boolean keepAxis) {
        return Orders.median("median", false, self(), self().shape().axis(axis), keepAxis);
    }

    /** The median along an axis of the elements that are not NaN. */
    default ValuesAndIndices nanmedian(int axis, boolean keepAxis) {
        return Orders.median("nanmedian", true, self(), self().shape().axis(axis), keepAxis);
    }

    /** The most frequent element along an axis, of several the smallest, with the index of its last occurrence. */
    default ValuesAndIndices mode(int axis, boolean keepAxis) {
        return Orders.mode(self(), self().shape().axis(axis), keepAxis);
    }

    /** Running sums along an axis; integers and bools are summed in i64. */
    default Tensor cumsum(int axis) {
        return Orders.scan(Reduction.SUM, self(), axis);
    }

    /** Running products along an axis; integers and bools are multiplied in i64. */
    default Tensor cumprod(int axis) {
        return Orders.scan(Reduction.PROD, self(), axis);
    }

    /** The greatest element so far along an axis, of several the last; NaN from the first one on. */
    default ValuesAndIndices cummax(int axis) {
        return Orders.running(self(), self().shape().axis(axis), true);
    }

    /** The smallest element so far along an axis, of several the last; NaN from the first one on. */
    default ValuesAndIndices cummin(int axis) {
        return Orders.running(self(), self().shape().axis(axis), false);
    }

    /** The different elements, ascending. */
    default UniqueElements unique() {
        return Orders.unique(self());
    }

    /**
     * Where each of {@code values} would be inserted into this ascending sequence: before equal elements, or after them
     * if {@code right}.
     *
     * @param values any shape for a sequence of one dimension, else of the same leading sizes
     * @return i64 of values' shape
     */
    default Tensor searchsorted(Tensor values, boolean right) {
        return Orders.search("searchsorted", self(), values, right);
    }

    /** The number of the bucket of each element, where {@code boundaries} [n] ascend: i64; see {@link #searchsorted}. */
    default Tensor bucketize(Tensor boundaries, boolean right) {
        if (boundaries.dim() != 1) {
            throw new ShapeException("bucketize: the boundaries must have one dimension, not " + boundaries.shape());
        }
        return Orders.search("bucketize", boundaries, self(), right);
    }

    /** How often each integer from 0 on occurs in this sequence, at least {@code length} counts: i64. */
    default Tensor bincount(int length) {
        return Orders.bincount(self(), Tensor.ones(self().shape(), DType.I64).to(self().backend()), length);
    }

    /** The sum of the {@code weights} of each integer from 0 on in this sequence, at least {@code length} sums. */
    default Tensor bincount(Tensor weights, int length) {
        return Orders.bincount(self(), weights.dtype() == DType.F32 ? weights : weights.to(DType.F64), length);
    }
}
