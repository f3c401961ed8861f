package io.lanewise.expr;

/**
 * Lowering of the exponential function and its kin.
 *
 * <p>With n the integer nearest to x / ln 2 and r = x - n·ln 2, eˣ = 2ⁿ·eʳ; ln 2 is split into two constants (Cody and
 * Waite, 1980) and the products are exact in an FMA. eʳ = 1 + r + r²·P(r), P the minimax polynomial for the relative
 * error of eʳ - 1 on |r| ≤ ln 2 / 2.
 */
final class Exponentials {
    private static final double[] P32 = {
        0.4999999701976776, 0.1666654497385025, 0.04166743904352188, 0.00836645346134901, 0.0013870556140318513
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
    private final double[] p;
    private final double ln2High;
    private final double ln2Low;

    /** 2ⁿ is had in two steps of which one is by this power, so that n may lie beyond the normal exponents. */
    private final double half;

    Exponentials(FloatFormat format) {
        this.format = format;
        this.p = format.pick(P32, P64);
        this.ln2High = format.pick(0.6931471824645996, 0.6931471805599453);
        this.ln2Low = format.pick(-1.9046542121259336e-09, 2.3190468138462996e-17);
        this.half = format.pick(64, 512);
    }

    /** x = n·ln 2 + r, and 2ⁿ where that is a normal number. */
    private record Reduced(Expr n, Expr r, Expr power) {}

    private Reduced reduce(Expr x) {
        var rounded = format.nearest(x, LOG2_E, 0);
        Expr n = rounded.n();
        return new Reduced(n, n.fma(Expr.of(-ln2Low), n.fma(Expr.of(-ln2High), x)), rounded.power());
    }

    private Expr expm1OfReduced(Expr r) {
        return r.square().fma(FloatFormat.polynomial(r, p), r);
    }

    /** exp(factor·v) of a reduced factor·v, for a factor that is a power of two and costs no rounding. */
    private Expr expOfReduced(Expr v, double factor) {
        return expOfReduced(v, factor, 1);
    }

    /** The same times a power of two. */
    private Expr expOfReduced(Expr v, double factor, double times) {
        var c = new double[p.length + 2];
        c[0] = times;
        c[1] = factor * times;
        for (int i = 0; i < p.length; i++) {
            c[i + 2] = p[i] * Math.pow(factor, i + 2) * times;
        }
        return FloatFormat.polynomial(v, c);
    }

    /** y·2ⁿ, which may overflow, or underflow with one rounding, while the first step does not. */
    private Expr scale(Expr y, Expr n) {
        Expr small = n.lt(0);
        Expr step = pow2(n.add(small.then(Expr.of(half), Expr.of(-half))));
        return y.mul(step).mul(small.then(Expr.of(Math.pow(2, -half)), Expr.of(Math.pow(2, half))));
    }

    private static Expr pow2(Expr n) {
        return new Expr.Unary(UnaryOp.POW2, n);
    }

    Expr exp(Expr x) {
        Reduced reduced = reduce(x);
        Expr y = scale(expOfReduced(reduced.r(), 1), reduced.n());
        Expr limit = reduced.n().lt(0).then(Expr.Const.ZERO, Expr.of(Double.POSITIVE_INFINITY));
        return x.abs().gt(format.pick(104, 746)).then(limit, y);
    }

    /** exp(r + low)·2ⁿ for a reduced r and a number that is small beside it. */
    Expr scaledExp(Expr r, Expr low, Expr n) {
        return scale(r.square().fma(FloatFormat.polynomial(r, p), low).add(r).add(1), n);
    }

    /** eˣ where 2ⁿ is a normal number. */
    Expr expNear(Expr x) {
        Reduced reduced = reduce(x);
        return expOfReduced(reduced.r(), 1).mul(reduced.power());
    }

    /** e⁻ᵃ for a ≥ 0, or little below. */
    Expr expOfMinus(Expr a) {
        var rounded = format.nearest(a, -LOG2_E, half);
        Expr n = rounded.n();
        Expr v = n.fma(Expr.of(ln2Low), n.fma(Expr.of(ln2High), a));
        Expr y = expOfReduced(v, -1, Math.pow(2, -half)).mul(rounded.power());
        return a.gt(format.pick(104, 746)).then(Expr.Const.ZERO, y);
    }

    /** The power of two that {@link #gaussian} is multiplied by, so that the smallest of its values keep their bits. */
    double gaussianScale() {
        return Math.pow(2, half);
    }

    /**
     * exp(-k·t²) times {@link #gaussianScale}, k a power of two, where exp(-k·t²) is at least 2^-(1.4·half). t² is
     * never rounded, since the exponential would multiply its relative error by k·t²: with n the integer nearest to
     * -k·t²/ln 2, v = t² + n·ln 2/k, where the upper part of ln 2 has so few bits that its product with n is exact.
     */
    Expr gaussian(Expr t, double k) {
        double high = format.pick(0.693145751953125, 0.6931471803691238);
        double low = format.pick(1.4286067653301870e-06, 1.9082149292705877e-10);
        var rounded = format.nearest(t.square(), -k * LOG2_E, half);
        Expr n = rounded.n();
        Expr v = n.fma(Expr.of(low / k), t.fma(t, n.mul(high / k)));
        return expOfReduced(v, -k).mul(rounded.power());
    }

    /** 2ˣ: the reduction is exact. */
    Expr exp2(Expr x) {
        Expr n = format.nearest(x);
        Expr r = x.sub(n).mul(0.6931471805599453);
        Expr y = scale(expOfReduced(r, 1), n);
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
        return expm1OfReduced(reduced.r()).fma(quarter, quarter.sub(0.25));
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
        Expr scale = reduced.power();
        Expr t = expm1OfReduced(reduced.r()).fma(scale, scale.sub(1));
        Expr y = t.div(t.add(2));
        double saturated = format.pick(10, 20);
        Expr inRange = x.gt(saturated).then(Expr.Const.ONE, x.lt(-saturated).then(Expr.of(-1), y));
        return x.abs().lt(Math.scalb(1.0, -format.precision() / 2)).then(x, inRange);
    }

    /** With e = exp(-|x|): 1 / (1 + e), or e / (1 + e) for negative x, so that small results keep their precision. */
    Expr sigmoid(Expr x) {
        Expr e = expOfMinus(x.abs());
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
        Expr h = scale(expOfReduced(reduced.r(), 1), reduced.n().sub(1));
        Expr y = h.add(Expr.of(0.25).div(h));
        return x.abs().gt(format.pick(90, 711)).then(Expr.of(Double.POSITIVE_INFINITY), y);
    }
}
