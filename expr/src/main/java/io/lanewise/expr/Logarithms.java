package io.lanewise.expr;

/**
 * Lowering of logarithms.
 *
 * <p>x = 2ᵉ·m with m in [√½, √2), f = m - 1, log x = e·ln 2 + log(1 + f). In f32 log(1 + f) = f - f²/2 + f³·P(f); in
 * f64, with s = f / (2 + f), log(1 + f) = f - (f²/2 - s·(f²/2 + s²·P(s²))), as in FreeBSD's msun. P is a minimax
 * polynomial for the relative error of log(1 + f).
 */
final class Logarithms {
    private static final double[] P32 = {
        0.3333331048488617,
        -0.24999986588954926,
        0.20002226531505585,
        -0.16669251024723053,
        0.14218661189079285,
        -0.12384350597858429,
        0.11872956901788712,
        -0.11789791285991669,
        0.06915392726659775
    };
    private static final double[] P64 = {
        0.666666666666674,
        0.3999999999937794,
        0.28571428751309486,
        0.22222197586824083,
        0.18183619010448335,
        0.15312569390538439,
        0.14811544563707563
    };

    private final FloatFormat format;

    Logarithms(FloatFormat format) {
        this.format = format;
    }

    /** x = 2ᵉ·(1 + f). */
    record Reduced(Expr e, Expr f) {}

    private Reduced reduceNormal(Expr x) {
        Expr mantissa = new Expr.Unary(UnaryOp.MANTISSA, x);
        Expr exponent = new Expr.Unary(UnaryOp.EXPONENT, x);
        Expr large = mantissa.gt(Math.sqrt(2));
        Expr m = large.then(mantissa.mul(0.5), mantissa);
        return new Reduced(large.then(exponent.add(1), exponent), m.sub(1));
    }

    /** Of a positive finite number. */
    Reduced reduce(Expr x) {
        Expr subnormal = x.lt(format.minNormal());
        int shift = format.precision() + 1;
        Reduced normal = reduceNormal(subnormal.then(x.mul(Math.scalb(1.0, shift)), x));
        return new Reduced(subnormal.then(normal.e().sub(shift), normal.e()), normal.f());
    }

    private Expr log1pOfReduced(Expr f) {
        if (format.type() == ElementType.F32) {
            Expr q = f.fma(FloatFormat.polynomial(f, P32), Expr.of(-0.5));
            return f.square().fma(q, f);
        }
        Expr s = f.div(f.add(2));
        Expr z = s.square();
        Expr halfSquare = f.square().mul(0.5);
        Expr tail = s.neg().fma(z.fma(FloatFormat.polynomial(z, P64), halfSquare), halfSquare);
        return f.sub(tail);
    }

    /** The value for positive finite x; the limits and NaN where log has them. */
    private static Expr guarded(Expr x, double pole, Expr y) {
        Expr atPole = x.eq(pole).then(Expr.of(Double.NEGATIVE_INFINITY), Expr.of(Double.NaN));
        return x.gt(pole).then(x.lt(Double.POSITIVE_INFINITY).then(y, x), atPole);
    }

    private Expr naturalOf(Reduced reduced, Expr log1p) {
        double high = format.pick(0.6931471824645996, 0.6931471805599453);
        double low = format.pick(-1.9046542121259336e-09, 2.3190468138462996e-17);
        return reduced.e().fma(Expr.of(high), reduced.e().fma(Expr.of(low), log1p));
    }

    Expr log(Expr x) {
        Reduced reduced = reduce(x);
        return guarded(x, 0, naturalOf(reduced, log1pOfReduced(reduced.f())));
    }

    /** Exact for powers of two. */
    Expr log2(Expr x) {
        Reduced reduced = reduce(x);
        Expr y = log1pOfReduced(reduced.f()).fma(Expr.of(1.4426950408889634), reduced.e());
        return guarded(x, 0, y);
    }

    Expr log10(Expr x) {
        Reduced reduced = reduce(x);
        double high = format.pick(0.3010300099849701, 0.3010299956639812);
        double low = format.pick(-1.432098883924482e-08, -2.8037281277851704e-18);
        Expr small = log1pOfReduced(reduced.f()).mul(0.4342944819032518);
        Expr y = reduced.e().fma(Expr.of(high), reduced.e().fma(Expr.of(low), small));
        return guarded(x, 0, y);
    }

    /** log(1 + x): what rounding took from u = 1 + x is given back as c / u. */
    Expr log1p(Expr x) {
        Expr u = x.add(1);
        Expr c = x.sub(u.sub(1));
        Reduced reduced = reduceNormal(u);
        Expr y = naturalOf(reduced, log1pOfReduced(reduced.f()).add(c.div(u)));
        Expr tiny = x.abs().lt(Math.scalb(1.0, -format.precision()));
        return tiny.then(x, guarded(x, -1, y));
    }
}
