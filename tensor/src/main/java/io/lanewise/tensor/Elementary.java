package io.lanewise.tensor;

import io.lanewise.expr.Catalog;
import java.util.List;

/** Functions of elements that are composed of others, or that give NaN, infinity and ties a meaning of their own. */
sealed interface Elementary permits Tensor {
    Tensor self();

    /** This tensor; an error for bools, as for the other signs. */
    default Tensor positive() {
        if (self().dtype() == DType.BOOL) {
            throw new DTypeException("positive: not defined for bool tensors");
        }
        return self();
    }

    /** This tensor, or an integer or bool one as f32. */
    default Tensor floating() {
        return self().dtype().isFloat() ? self() : self().to(DType.F32);
    }

    /** x·π/180. */
    default Tensor deg2rad() {
        return Promotion.map(Catalog.DEG2RAD, self());
    }

    /** x·180/π. */
    default Tensor rad2deg() {
        return Promotion.map(Catalog.RAD2DEG, self());
    }

    /** sin(πx) / (πx), 1 at 0. */
    default Tensor sinc() {
        return Promotion.map(Catalog.SINC, self());
    }

    /** log(x / (1 − x)); NaN outside of 0 to 1. */
    default Tensor logit() {
        return Promotion.map(Catalog.LOGIT, self());
    }

    /** The logit of x held between eps and 1 − eps. */
    default Tensor logit(double eps) {
        return floating().clamp(eps, 1 - eps).logit();
    }

    /** The value where x is NaN, and the two limits where it is infinite; integers stay. */
    default Tensor nanToNum(double nan, double positiveInfinity, double negativeInfinity) {
        return self().dtype().isFloat()
                ? Promotion.map(Catalog.NAN_TO_NUM, List.of(nan, positiveInfinity, negativeInfinity), self())
                : self();
    }

    /** 0 where x is NaN, and the greatest and least number of its type where it is infinite. */
    default Tensor nanToNum() {
        double limit =
                self().dtype() == DType.F64 ? Double.MAX_VALUE : self().dtype() == DType.F16 ? 65504 : Float.MAX_VALUE;
        return nanToNum(0, limit, -limit);
    }

    /** 0 below 0, 1 above, and at 0 the value given. */
    default Tensor heaviside(Tensor values) {
        return Promotion.map(Catalog.HEAVISIDE, self(), values);
    }

    /** The greater of each pair; the other one where one is NaN. */
    default Tensor fmax(Tensor other) {
        return Promotion.map(Catalog.FMAX, self(), other);
    }

    /** The lesser of each pair; the other one where one is NaN. */
    default Tensor fmin(Tensor other) {
        return Promotion.map(Catalog.FMIN, self(), other);
    }

    /** x, at least low; where they are equal the gradient is x's. NaN where one is NaN. */
    default Tensor clampMin(Tensor low) {
        return self().lt(low).logicalOr(low.isNan()).where(low, self());
    }

    /** x, at most high; where they are equal the gradient is x's. NaN where one is NaN. */
    default Tensor clampMax(Tensor high) {
        return self().gt(high).logicalOr(high.isNan()).where(high, self());
    }

    /** x held between two limits; high where they cross. */
    default Tensor clamp(Tensor low, Tensor high) {
        return clampMin(low).clampMax(high);
    }

    /** The nearest number with so many decimals, halves to the even one; a negative count rounds before the point. */
    default Tensor round(int decimals) {
        double scale = Math.pow(10, Math.abs(decimals));
        return decimals == 0
                ? self().round()
                : decimals > 0
                        ? self().mul(scale).round().div(scale)
                        : self().div(scale).round().mul(scale);
    }

    /** this + weight·(end − this). */
    default Tensor lerp(Tensor end, double weight) {
        return self().lerp(end, Promotion.scalar(self(), weight));
    }

    /** thisᵒᵗʰᵉʳ in f64. */
    default Tensor floatPower(Tensor other) {
        return self().to(DType.F64).pow(other.to(DType.F64));
    }

    /** this·2ᵒᵗʰᵉʳ. */
    default Tensor ldexp(Tensor other) {
        return self().mul(other.exp2());
    }

    /** log(eᵗʰⁱˢ + eᵒᵗʰᵉʳ), without overflow. */
    default Tensor logAddExp(Tensor other) {
        var a = floating();
        var greatest = a.maximum(other);
        var distance = a.sub(other).abs().neg();
        // Of two equal infinities the distance is NaN, and the sum is that infinity.
        var equal = a.eq(other).logicalAnd(a.isInf());
        return equal.where(greatest, greatest.add(distance.exp().log1p()));
    }

    /** this·log(1 + other), 0 where this is 0. */
    default Tensor xlog1py(Tensor other) {
        var product = self().mul(other.log1p());
        var zero = self().eq(0L).logicalAnd(other.isNan().logicalNot());
        return zero.where(Tensor.scalar(0, product.dtype()), product);
    }

    /** −x·log(x), 0 at 0 and −∞ below: the entropy. */
    default Tensor entr() {
        var x = floating();
        return x.lt(0L)
                .where(
                        Tensor.scalar(Double.NEGATIVE_INFINITY, x.dtype()),
                        x.xlogy(x).neg());
    }

    /** Whether each element is ∞. */
    default Tensor isPosInf() {
        return self().eq(Double.POSITIVE_INFINITY);
    }

    /** Whether each element is −∞. */
    default Tensor isNegInf() {
        return self().eq(Double.NEGATIVE_INFINITY);
    }

    /** Whether |this − other| ≤ absolute + relative·|other| for each pair, infinities being close to themselves only. */
    default Tensor isClose(Tensor other, double relative, double absolute, boolean equalNan) {
        var near = self().sub(other)
                .abs()
                .le(other.abs().mul(relative).add(absolute))
                .logicalAnd(self().isFinite())
                .logicalAnd(other.isFinite());
        var close = self().eq(other).logicalOr(near);
        return equalNan ? close.logicalOr(self().isNan().logicalAnd(other.isNan())) : close;
    }

    /** Whether all pairs {@link #isClose are close}. */
    default boolean allClose(Tensor other, double relative, double absolute, boolean equalNan) {
        return isClose(other, relative, absolute, equalNan).all().itemLong() == 1;
    }

    /** Whether both have the same shape and the same elements. */
    default boolean equal(Tensor other) {
        return self().shape().equals(other.shape()) && self().eq(other).all().itemLong() == 1;
    }
}
