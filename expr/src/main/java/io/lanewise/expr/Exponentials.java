package io.lanewise.expr;

/**
 * Lowering of the exponential function and its kin.
 *
 * <p>With n the integer nearest to x / ln 2 and r = x - n·ln 2, eˣ = 2ⁿ·eʳ; ln 2 is split into two constants (Cody and
 * Waite, 1980) and the products are exact in an FMA. eʳ - 1 = r + r²·P(r), P the minimax polynomial for the relative
 * error of eʳ - 1 on |r| ≤ ln 2 / 2.
 */
final class Exponentials {
    private static final double[] P32 = {
        0.5,
        0.1666666716337204,
        0.04166635498404503,
        0.008333273231983185,
        0.0013941101497039199,
        0.00019914332369808108
    };
    private static final double[] P64 = {
        0.5,
        0.16666666666666677,
        0.0416666666666667,
        0.008333333333321532,
        0.0013888888888866533,
        0.0001984126988640075,
        2.4801587361115706e-05,
        2.7557243912019443e-06,
        2.755724231099596e-07,
        2.5109147272853923e-08,
        2.0924574548375376e-09
    };
    private static final double LOG2_E = 1.4426950408889634;

    private final FloatFormat format;
    private final Expr ln2High;
    private final Expr ln2Low;

    Exponentials(FloatFormat format) {
        this.format = format;
        this.ln2High = Expr.of(format.pick(0.6931471824645996, 0.6931471805599453));
        this.ln2Low = Expr.of(format.pick(-1.9046542121259336e-09, 2.3190468138462996e-17));
    }

    /** x = n·ln 2 + r, and eʳ - 1. */
    private record Reduced(Expr n, Expr expm1) {}

    private Reduced reduce(Expr x) {
        Expr n = format.nearest(x, LOG2_E);
        Expr minusN = n.neg();
        Expr r = minusN.fma(ln2Low, minusN.fma(ln2High, x));
        return new Reduced(n, expm1OfReduced(r));
    }

    private Expr expm1OfReduced(Expr r) {
        return r.square().fma(FloatFormat.polynomial(r, format.pick(P32, P64)), r);
    }

    /** y·2ⁿ in two steps, so that the result may overflow, or underflow with one rounding, while the steps do not. */
    private Expr scale(Expr y, Expr n) {
        Expr half = format.nearest(n, 0.5);
        return y.mul(pow2(half)).mul(pow2(n.sub(half)));
    }

    private static Expr pow2(Expr n) {
        return new Expr.Unary(UnaryOp.POW2, n);
    }

    Expr exp(Expr x) {
        return x.gt(format.pick(89, 710)).then(Expr.of(Double.POSITIVE_INFINITY), expOfAtMost(x));
    }

    /** eˣ where x does not exceed the logarithm of twice the largest number. */
    private Expr expOfAtMost(Expr x) {
        return x.lt(format.pick(-104, -746)).then(Expr.Const.ZERO, expNear(x));
    }

    /** eˣ where 2ⁿ can be had in two steps: |x| below about 170 in f32, 1,400 in f64. */
    Expr expNear(Expr x) {
        Reduced reduced = reduce(x);
        return scale(reduced.expm1().add(1), reduced.n());
    }

    /** 2ˣ: the reduction is exact. */
    Expr exp2(Expr x) {
        Expr n = format.nearest(x);
        Expr r = x.sub(n).mul(0.6931471805599453);
        Expr y = scale(expm1OfReduced(r).add(1), n);
        double top = format.maxExponent() + 2;
        return x.gt(top)
                .then(
                        Expr.of(Double.POSITIVE_INFINITY),
                        x.lt(-top - format.precision()).then(Expr.Const.ZERO, y));
    }

    /** (eˣ - 1) / 4: so 2ⁿ stays finite where sinh does. Not for |x| so small that the quarter loses bits. */
    private Expr quarterOfExpm1(Expr x) {
        Reduced reduced = reduce(x);
        Expr quarter = pow2(reduced.n().sub(2));
        return reduced.expm1().fma(quarter, quarter.sub(0.25));
    }

    Expr expm1(Expr x) {
        Expr y = quarterOfExpm1(x).mul(4);
        Expr inRange = x.lt(format.pick(-18, -38))
                .then(Expr.of(-1), x.gt(format.pick(89, 710)).then(Expr.of(Double.POSITIVE_INFINITY), y));
        return x.abs().lt(Math.scalb(1.0, -format.precision())).then(x, inRange);
    }

    /** With t = e²ˣ - 1, tanh x = t / (t + 2). */
    Expr tanh(Expr x) {
        Reduced reduced = reduce(x.add(x));
        Expr scale = pow2(reduced.n());
        Expr t = reduced.expm1().fma(scale, scale.sub(1));
        Expr y = t.div(t.add(2));
        double saturated = format.pick(10, 20);
        Expr inRange = x.gt(saturated).then(Expr.Const.ONE, x.lt(-saturated).then(Expr.of(-1), y));
        return x.abs().lt(Math.scalb(1.0, -format.precision() / 2)).then(x, inRange);
    }

    /** With e = exp(-|x|): 1 / (1 + e), or e / (1 + e) for negative x, so that small results keep their precision. */
    Expr sigmoid(Expr x) {
        Expr e = expOfAtMost(x.abs().neg());
        return x.lt(0).then(e, Expr.Const.ONE).div(e.add(1));
    }

    /** With h = (e^|x| - 1) / 2, sinh |x| = h + h / (2h + 1). */
    Expr sinh(Expr x) {
        Expr h = quarterOfExpm1(x.abs()).mul(2);
        Expr y = h.add(h.div(h.add(h).add(1)));
        Expr infinity = Expr.of(Double.POSITIVE_INFINITY);
        Expr positive = x.abs().gt(format.pick(89.5, 710.5)).or(h.eq(infinity)).then(infinity, y);
        Expr signed = x.lt(0).then(positive.neg(), positive);
        return x.abs().lt(Math.scalb(1.0, -format.precision() / 2)).then(x, signed);
    }

    /** With h = e^|x| / 2, cosh x = h + 1 / (4h). */
    Expr cosh(Expr x) {
        Reduced reduced = reduce(x.abs());
        Expr h = scale(reduced.expm1().add(1), reduced.n().sub(1));
        Expr y = h.add(Expr.of(0.25).div(h));
        return x.abs().gt(format.pick(90, 711)).then(Expr.of(Double.POSITIVE_INFINITY), y);
    }
}
