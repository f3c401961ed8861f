package io.lanewise.tensor;

import io.lanewise.expr.Catalog;
import java.util.List;

/** Sums, products and the like of two tensors, broadcast to each other, or of a tensor and a number. */
sealed interface Arithmetic permits Tensor {
    Tensor self();

    /** this + other. */
    default Tensor add(Tensor other) {
        boolean bools = self().dtype() == DType.BOOL && other.dtype() == DType.BOOL;
        return Promotion.map(bools ? Catalog.LOGICAL_OR : Catalog.ADD, self(), other);
    }

    default Tensor add(double other) {
        return add(Promotion.scalar(self(), other));
    }

    default Tensor add(long other) {
        return add(Promotion.scalar(self(), other));
    }

    /** this + alpha·other. */
    default Tensor add(Tensor other, double alpha) {
        return Promotion.map(Catalog.ADD_SCALED, List.of(alpha), self(), other);
    }

    /** this − other. */
    default Tensor sub(Tensor other) {
        return Promotion.map(Catalog.SUB, self(), other);
    }

    default Tensor sub(double other) {
        return sub(Promotion.scalar(self(), other));
    }

    default Tensor sub(long other) {
        return sub(Promotion.scalar(self(), other));
    }

    /** other − this. */
    default Tensor rsub(double other) {
        return Promotion.scalar(self(), other).sub(self());
    }

    /** this·other. */
    default Tensor mul(Tensor other) {
        boolean bools = self().dtype() == DType.BOOL && other.dtype() == DType.BOOL;
        return Promotion.map(bools ? Catalog.LOGICAL_AND : Catalog.MUL, self(), other);
    }

    default Tensor mul(double other) {
        return mul(Promotion.scalar(self(), other));
    }

    default Tensor mul(long other) {
        return mul(Promotion.scalar(self(), other));
    }

    /** this / other; integers are divided as f32. */
    default Tensor div(Tensor other) {
        return Promotion.map(Catalog.DIV, self(), other);
    }

    default Tensor div(double other) {
        return div(Promotion.scalar(self(), other));
    }

    default Tensor div(long other) {
        return div(Promotion.scalar(self(), other));
    }

    /**
     * this / other, rounded to the next lower integer.
     *
     * @throws ArithmeticException when integers are divided by zero
     */
    default Tensor floorDivide(Tensor other) {
        return divided(Catalog.FLOOR_DIVIDE, other);
    }

    /**
     * this / other, rounded towards zero.
     *
     * @throws ArithmeticException when integers are divided by zero
     */
    default Tensor truncDivide(Tensor other) {
        return divided(Catalog.TRUNC_DIVIDE, other);
    }

    /**
     * The remainder with the sign of the divisor, Python's {@code %}.
     *
     * @throws ArithmeticException when integers are divided by zero
     */
    default Tensor remainder(Tensor other) {
        return divided(Catalog.REMAINDER, other);
    }

    /**
     * The remainder with the sign of the dividend, Java's {@code %}.
     *
     * @throws ArithmeticException when integers are divided by zero
     */
    default Tensor fmod(Tensor other) {
        return divided(Catalog.FMOD, other);
    }

    private Tensor divided(io.lanewise.expr.Elementwise f, Tensor other) {
        if (!Promotion.of(self(), other).isFloat()
                && other.to(DType.BOOL).all().itemLong() == 0
                && self().elements() > 0) {
            throw new ArithmeticException(f.name() + ": division of integers by zero");
        }
        return Promotion.map(f, self(), other);
    }

    /** thisᵒᵗʰᵉʳ. */
    default Tensor pow(Tensor other) {
        return Promotion.map(Catalog.POW, self(), other);
    }

    /** thisᵉˣᵖᵒⁿᵉⁿᵗ; of floats to the powers 3, ½, -½, -1 and -2, as in PyTorch, by products, roots and quotients. */
    default Tensor pow(double exponent) {
        var x = self();
        if (exponent == 2) {
            return x.square();
        }
        if (x.dtype().isFloat()) {
            if (exponent == 3) {
                return x.square().mul(x);
            }
            if (exponent == 0.5) {
                return x.sqrt();
            }
            if (exponent == -0.5) {
                return x.rsqrt();
            }
            if (exponent == -1) {
                return x.reciprocal();
            }
            if (exponent == -2) {
                return x.square().reciprocal();
            }
        }
        return pow(Promotion.scalar(x, exponent));
    }

    /** The greater of each pair; NaN where one is NaN. */
    default Tensor maximum(Tensor other) {
        return Promotion.map(Catalog.MAXIMUM, self(), other);
    }

    /** The lesser of each pair; NaN where one is NaN. */
    default Tensor minimum(Tensor other) {
        return Promotion.map(Catalog.MINIMUM, self(), other);
    }

    /** The angle of the point (other, this), in radians. */
    default Tensor atan2(Tensor other) {
        return Promotion.map(Catalog.ATAN2, self(), other);
    }

    /** this + value·a·b. */
    default Tensor addcmul(Tensor a, Tensor b, double value) {
        return Promotion.map(Catalog.ADDCMUL, List.of(value), self(), a, b);
    }

    /** this + value·a/b. */
    default Tensor addcdiv(Tensor a, Tensor b, double value) {
        return Promotion.map(Catalog.ADDCDIV, List.of(value), self(), a, b);
    }

    /** this + weight·(end − this). */
    default Tensor lerp(Tensor end, Tensor weight) {
        return Promotion.map(Catalog.LERP, self(), end, weight);
    }

    /** this·log(other), 0 where this is 0. */
    default Tensor xlogy(Tensor other) {
        return Promotion.map(Catalog.XLOGY, self(), other);
    }

    /** √(this² + other²). */
    default Tensor hypot(Tensor other) {
        return Promotion.map(Catalog.HYPOT, self(), other);
    }

    /** This tensor's magnitudes with the other's signs. */
    default Tensor copysign(Tensor other) {
        return Promotion.map(Catalog.COPYSIGN, self(), other);
    }
}
