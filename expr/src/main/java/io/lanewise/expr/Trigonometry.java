package io.lanewise.expr;

/**
 * Lowering of the trigonometric functions and their inverses.
 *
 * <p>With q the integer nearest to x·2/π, r = x - q·π/2, where π/2 is split into three constants and the products are
 * exact in an FMA; sin r = r + r³·S(r²) and cos r = 1 - r²/2 + r⁴·C(r²) with minimax polynomials on |r| ≤ 1: beyond
 * π/4, because for large x the rounding of 2/π may make q a neighbour of the nearest integer. The reduction holds while
 * q is an exact integer with room for rounding, up to |x| = 6,588,397 in f32 and 3.5e15 in f64; beyond, where
 * neighbouring numbers lie half a radian and more apart, the result is NaN rather than a wrong value.
 */
final class Trigonometry {
    private static final double[] SIN32 = {
        -0.1666666716337204, 0.008333317004144192, -0.00019836211868096143, 2.6953121050610207e-06
    };
    private static final double[] SIN64 = {
        -0.16666666666666666,
        0.008333333333333144,
        -0.00019841269841105942,
        2.755731915687561e-06,
        -2.5052093686320256e-08,
        1.605727375174712e-10,
        -7.536570745326694e-13
    };
    private static final double[] COS32 = {0.041666582226753235, -0.0013884913641959429, 2.4215467419708148e-05};
    private static final double[] COS64 = {
        0.04166666666666546,
        -0.0013888888888724542,
        2.4801587218436747e-05,
        -2.7557298571196163e-07,
        2.0874051846906256e-09,
        -1.1291194742250325e-11
    };
    private static final double[] ATAN32 = {
        -0.33333316445350647, 0.1999848335981369, -0.1424373835325241, 0.10595137625932693, -0.06081150844693184
    };
    private static final double[] ATAN64 = {
        -0.33333333333333326,
        0.1999999999999767,
        -0.14285714285388063,
        0.11111111088180593,
        -0.09090908144611733,
        0.07692282760217727,
        -0.06666226776388642,
        0.05877021950750075,
        -0.052184051773567386,
        0.0450355189183909,
        -0.03347449766968665,
        0.015195178072232194
    };
    private static final double[] ASIN32 = {
        0.16666659712791443,
        0.07500512152910233,
        0.044515471905469894,
        0.03181982785463333,
        0.01439376175403595,
        0.03757822886109352
    };
    private static final double[] ASIN64 = {
        0.1666666666666666, 0.07500000000002559, 0.04464285713965842, 0.03038194464631978, 0.022372151548990655,
        0.017352946367868764, 0.013961859313889923, 0.011586108435720851, 0.009481093215143122, 0.0100236530185292,
        0.0006354668550381113, 0.024929174499982058, -0.0262827483963028, 0.03372093621874782
    };
    private static final double[] HALF_PI_32 = {1.5707963705062866, -4.371138828673793e-08, -1.7151245100058819e-15};
    private static final double[] HALF_PI_64 = {1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33};

    private final FloatFormat format;

    Trigonometry(FloatFormat format) {
        this.format = format;
    }

    /** What the quadrants are made of: quadrant in -2 to 2, sine and cosine of the reduced argument. */
    private record Reduced(Expr quadrant, Expr sin, Expr cos) {}

    private Reduced reduce(Expr x) {
        Expr q = format.nearest(x, 2 / Math.PI);
        Expr r = x;
        for (double part : format.pick(HALF_PI_32, HALF_PI_64)) {
            r = q.neg().fma(Expr.of(part), r);
        }
        Expr r2 = r.square();
        Expr sin = r.mul(r2).fma(FloatFormat.polynomial(r2, format.pick(SIN32, SIN64)), r);
        Expr cos = r2.square()
                .fma(FloatFormat.polynomial(r2, format.pick(COS32, COS64)), r2.fma(Expr.of(-0.5), Expr.Const.ONE));
        Expr quadrant = format.nearest(q, 0.25).fma(Expr.of(-4), q);
        return new Reduced(quadrant, sin, cos);
    }

    private Expr guarded(Expr x, Expr y) {
        double limit = Math.floor(format.integral() / 2 * (Math.PI / 2));
        return x.abs().lt(limit).then(y, Expr.of(Double.NaN));
    }

    Expr sin(Expr x) {
        Reduced reduced = reduce(x);
        Expr odd = reduced.quadrant().abs().eq(1);
        Expr magnitude = odd.then(reduced.cos(), reduced.sin());
        Expr negative = reduced.quadrant().abs().eq(2).or(reduced.quadrant().eq(-1));
        return x.eq(0).then(x, guarded(x, negative.then(magnitude.neg(), magnitude)));
    }

    Expr cos(Expr x) {
        Reduced reduced = reduce(x);
        Expr odd = reduced.quadrant().abs().eq(1);
        Expr magnitude = odd.then(reduced.sin(), reduced.cos());
        Expr negative = reduced.quadrant().abs().eq(2).or(reduced.quadrant().eq(1));
        return guarded(x, negative.then(magnitude.neg(), magnitude));
    }

    /** sin / cos, and -cos / sin in the odd quadrants. */
    Expr tan(Expr x) {
        Reduced reduced = reduce(x);
        Expr odd = reduced.quadrant().abs().eq(1);
        Expr y = odd.then(reduced.cos().neg(), reduced.sin()).div(odd.then(reduced.sin(), reduced.cos()));
        return x.eq(0).then(x, guarded(x, y));
    }

    /** The angle whose tangent is n / d, for 0 ≤ n ≤ d: about π/4 where that is nearer than 0. */
    private Expr firstOctant(Expr n, Expr d) {
        Expr high = n.gt(d.mul(Math.tan(Math.PI / 8)));
        Expr s = high.then(n.sub(d), n).div(high.then(n.add(d), d));
        Expr s2 = s.square();
        Expr core = s.mul(s2).fma(FloatFormat.polynomial(s2, format.pick(ATAN32, ATAN64)), s);
        return high.then(core.add(Math.PI / 4), core);
    }

    Expr atan(Expr x) {
        Expr a = x.abs();
        Expr steep = a.gt(1);
        Expr angle = firstOctant(steep.then(Expr.Const.ONE, a), steep.then(a, Expr.Const.ONE));
        Expr y = steep.then(angle.subFrom(Math.PI / 2), angle);
        return x.eq(0).then(x, x.lt(0).then(y.neg(), y));
    }

    /** The angle of the point (x, y), with C's treatment of zeros and infinities. */
    Expr atan2(Expr y, Expr x) {
        Expr ax = x.abs();
        Expr ay = y.abs();
        Expr steep = ay.gt(ax);
        Expr angle = firstOctant(steep.then(ax, ay), steep.then(ay, ax));
        Expr infinite = ax.eq(Double.POSITIVE_INFINITY).and(ay.eq(Double.POSITIVE_INFINITY));
        Expr acute = infinite.then(
                Expr.of(Math.PI / 4),
                ax.eq(0).and(ay.eq(0)).then(Expr.Const.ZERO, steep.then(angle.subFrom(Math.PI / 2), angle)));
        Expr left = isNegative(x).then(acute.subFrom(Math.PI), acute);
        Expr signed = isNegative(y).then(left.neg(), left);
        return x.isNan().or(y.isNan()).then(x.add(y), signed);
    }

    /** Whether the sign is minus, for -0 too. */
    static Expr isNegative(Expr x) {
        return x.lt(0).or(x.eq(0).and(x.divInto(1).lt(0)));
    }

    /** asin z = z + z³·P(z²) up to ½; above, with z = √((1 - |x|) / 2), asin |x| = π/2 - 2·asin z. */
    private Expr asinCore(Expr z, Expr z2) {
        return z.mul(z2).fma(FloatFormat.polynomial(z2, format.pick(ASIN32, ASIN64)), z);
    }

    Expr asin(Expr x) {
        Expr a = x.abs();
        Expr large = a.gt(0.5);
        Expr half = a.subFrom(1).mul(0.5);
        Expr core = asinCore(large.then(half.sqrt(), a), large.then(half, a.square()));
        Expr y = large.then(core.fma(Expr.of(-2), Expr.of(Math.PI / 2)), core);
        return x.eq(0).then(x, x.lt(0).then(y.neg(), y));
    }

    Expr acos(Expr x) {
        Expr a = x.abs();
        Expr large = a.gt(0.5);
        Expr half = a.subFrom(1).mul(0.5);
        Expr core = asinCore(large.then(half.sqrt(), a), large.then(half, a.square()));
        Expr steep = x.lt(0).then(core.fma(Expr.of(-2), Expr.of(Math.PI)), core.add(core));
        Expr flat = x.lt(0).then(core, core.neg()).add(Math.PI / 2);
        return large.then(steep, flat);
    }
}
