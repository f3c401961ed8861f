package io.lanewise.tensor;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Elementwise;

/** Comparisons and logic; the results are bool tensors, or integers of the operands' type for bitwise operations. */
sealed interface Comparisons permits Tensor {
    Tensor self();

    /** this = other. */
    default Tensor eq(Tensor other) {
        return Promotion.map(Catalog.EQ, self(), other);
    }

    default Tensor eq(double other) {
        return eq(Promotion.scalar(self(), other));
    }

    default Tensor eq(long other) {
        return eq(Promotion.scalar(self(), other));
    }

    /** this ≠ other. */
    default Tensor ne(Tensor other) {
        return Promotion.map(Catalog.NE, self(), other);
    }

    default Tensor ne(double other) {
        return ne(Promotion.scalar(self(), other));
    }

    default Tensor ne(long other) {
        return ne(Promotion.scalar(self(), other));
    }

    /** this < other. */
    default Tensor lt(Tensor other) {
        return Promotion.map(Catalog.LT, self(), other);
    }

    default Tensor lt(double other) {
        return lt(Promotion.scalar(self(), other));
    }

    default Tensor lt(long other) {
        return lt(Promotion.scalar(self(), other));
    }

    /** this ≤ other. */
    default Tensor le(Tensor other) {
        return Promotion.map(Catalog.LE, self(), other);
    }

    default Tensor le(double other) {
        return le(Promotion.scalar(self(), other));
    }

    default Tensor le(long other) {
        return le(Promotion.scalar(self(), other));
    }

    /** this > other. */
    default Tensor gt(Tensor other) {
        return Promotion.map(Catalog.GT, self(), other);
    }

    default Tensor gt(double other) {
        return gt(Promotion.scalar(self(), other));
    }

    default Tensor gt(long other) {
        return gt(Promotion.scalar(self(), other));
    }

    /** this ≥ other. */
    default Tensor ge(Tensor other) {
        return Promotion.map(Catalog.GE, self(), other);
    }

    default Tensor ge(double other) {
        return ge(Promotion.scalar(self(), other));
    }

    default Tensor ge(long other) {
        return ge(Promotion.scalar(self(), other));
    }

    /** Whether each element is not a number. */
    default Tensor isNan() {
        return Promotion.map(Catalog.ISNAN, self());
    }

    /** Whether each element is infinite. */
    default Tensor isInf() {
        return Promotion.map(Catalog.ISINF, self());
    }

    /** Whether each element is neither infinite nor NaN. */
    default Tensor isFinite() {
        return Promotion.map(Catalog.ISFINITE, self());
    }

    /** Whether both of each pair differs from zero. */
    default Tensor logicalAnd(Tensor other) {
        return Promotion.map(Catalog.LOGICAL_AND, self().to(DType.BOOL), other.to(DType.BOOL));
    }

    /** Whether one of each pair differs from zero. */
    default Tensor logicalOr(Tensor other) {
        return Promotion.map(Catalog.LOGICAL_OR, self().to(DType.BOOL), other.to(DType.BOOL));
    }

    /** Whether exactly one of each pair differs from zero. */
    default Tensor logicalXor(Tensor other) {
        return Promotion.map(Catalog.LOGICAL_XOR, self().to(DType.BOOL), other.to(DType.BOOL));
    }

    /** Whether each element is zero. */
    default Tensor logicalNot() {
        return Promotion.map(Catalog.LOGICAL_NOT, self().to(DType.BOOL));
    }

    /** The bitwise and of integers, the logical one of bools. */
    default Tensor bitwiseAnd(Tensor other) {
        return bitwise(Catalog.BITWISE_AND, other);
    }

    /** The bitwise or of integers, the logical one of bools. */
    default Tensor bitwiseOr(Tensor other) {
        return bitwise(Catalog.BITWISE_OR, other);
    }

    /** The bitwise exclusive or of integers, the logical one of bools. */
    default Tensor bitwiseXor(Tensor other) {
        return bitwise(Catalog.BITWISE_XOR, other);
    }

    /** The bitwise complement of integers, the negation of bools. */
    default Tensor bitwiseNot() {
        return Promotion.map(Catalog.BITWISE_NOT, self());
    }

    /** Integers shifted to the left. */
    default Tensor bitwiseLeftShift(Tensor other) {
        return bitwise(Catalog.BITWISE_LEFT_SHIFT, other);
    }

    /** Integers shifted to the right, keeping their sign. */
    default Tensor bitwiseRightShift(Tensor other) {
        return bitwise(Catalog.BITWISE_RIGHT_SHIFT, other);
    }

    private Tensor bitwise(Elementwise f, Tensor other) {
        return Promotion.map(f, self(), other);
    }

    /** whenTrue where this bool tensor is true, else whenFalse. */
    default Tensor where(Tensor whenTrue, Tensor whenFalse) {
        return Promotion.where(self(), whenTrue, whenFalse);
    }
}
