package io.lanewise.expr;

/**
 * Lowering of aᵇ = 2^(b·log₂|a|). An exponent of 128 (f32) would multiply a rounding of the logarithm by as much, so the
 * logarithm and its product with b are sums of two numbers, of which the second is what the first rounded off (Dekker,
 * 1971; the products' errors are exact in an FMA).
 *
 * <p>|a| = 2ᵉ·(1 + f), s = f / (2 + f), log₂|a| = e + 2/ln 2·atanh s, atanh s = s + s³·(1/3 + s²/5 + s⁴/7 + …), |s| ≤
 * 0.172. The first factor in the parentheses matters to the second number, the rest does not.
 */
final class Powers {
    private final FloatFormat format;
    private final Logarithms logarithms;
    private final Exponentials exponentials;

    /** 1/5, 1/7, …: so many that the first one left out is below a hundredth of the second number's last place. */
    private final double[] series;

    Powers(FloatFormat format, Logarithms logarithms, Exponentials exponentials) {
        this.format = format;
        this.logarithms = logarithms;
        this.exponentials = exponentials;
        this.series = new double[(int) format.pick(5, 11)];
        for (int k = 0; k < series.length; k++) {
            series[k] = 1.0 / (2 * k + 5);
        }
    }

    /** high + low, where low is small beside high. */
    private record Pair(Expr high, Expr low) {}

    /** The sum and what it rounded off, where |a| ≥ |b| or a = 0. */
    private static Pair sum(Expr a, Expr b) {
        Expr high = a.add(b);
        return new Pair(high, b.sub(high.sub(a)));
    }

    /** The product and what it rounded off. */
    private static Pair product(Expr a, Expr b) {
        Expr high = a.mul(b);
        return new Pair(high, a.fma(b, high.neg()));
    }

    private static Pair product(Pair a, Pair b) {
        Pair p = product(a.high, b.high);
        return new Pair(p.high, a.low.fma(b.high, a.high.fma(b.low, p.low)));
    }

    private Pair constant(double high32, double low32, double high64, double low64) {
        return new Pair(Expr.of(format.pick(high32, high64)), Expr.of(format.pick(low32, low64)));
    }

    /** Of a positive finite number. */
    private Pair log2(Expr x) {
        Logarithms.Reduced reduced = logarithms.reduce(x);
        Pair s = quotient(reduced.f(), sum(Expr.of(2), reduced.f()));
        Pair square = product(s, s);
        Pair third = constant(0.3333333432674408, -9.934107462565104e-09, 0.3333333333333333, 1.850371707708594e-17);
        Pair rest = sum(third.high, square.high.mul(FloatFormat.polynomial(square.high, series)));
        Pair factor = product(square, new Pair(rest.high, rest.low.add(third.low)));
        Pair cubes = product(s, factor);
        Pair first = sum(s.high, cubes.high);
        Pair atanh = new Pair(first.high, first.low.add(cubes.low.add(s.low)));
        Pair fraction = product(
                atanh, constant(2.885390043258667, 3.851925982253235e-08, 2.8853900817779268, 4.0710547481862066e-17));
        Pair log = sum(reduced.e(), fraction.high);
        return new Pair(log.high, log.low.add(fraction.low));
    }

    private static Pair quotient(Expr a, Pair b) {
        Expr high = a.div(b.high);
        Expr rest = high.neg().fma(b.low, high.neg().fma(b.high, a));
        return new Pair(high, rest.div(b.high));
    }

    /** 2 to the power of a sum of two numbers; they may be NaN where the first is infinite. */
    private Expr exp2(Pair x) {
        Expr n = format.nearest(x.high);
        Pair ln2 = constant(0.6931471824645996, -1.904654299957768e-09, 0.6931471805599453, 2.3190468138462996e-17);
        Pair r = product(new Pair(x.high.sub(n).add(x.low), Expr.Const.ZERO), ln2);
        Expr y = exponentials.scaledExp(r.high, r.low, n);
        double top = format.maxExponent() + 2;
        return x.high.gt(top)
                .then(
                        Expr.of(Double.POSITIVE_INFINITY),
                        x.high.lt(-top - format.precision()).then(Expr.Const.ZERO, y));
    }

    private Expr isInteger(Expr magnitude) {
        Expr large = Expr.of(format.integral());
        return magnitude.ge(large).or(magnitude.add(large).sub(large).eq(magnitude));
    }

    /** As C's pow, which unlike Java's is 1 for a base of 1 and any exponent, and of -1 to an infinite power. */
    Expr power(Expr a, Expr b) {
        Expr infinity = Expr.of(Double.POSITIVE_INFINITY);
        Expr x = a.abs();
        Pair log = log2(x);
        Expr finite = x.lt(infinity).then(log.high, infinity);
        Expr high = b.mul(x.eq(0).then(infinity.neg(), finite));
        Expr low = b.fma(log.low, b.fma(log.high, high.neg()));
        Expr power = x.eq(1).then(Expr.Const.ONE, exp2(new Pair(high, low)));
        Expr whole = isInteger(b.abs());
        Expr odd = whole.and(isInteger(b.abs().mul(0.5)).not());
        Expr negative = a.lt(0).or(a.divInto(1).lt(0));
        Expr signed = odd.and(negative).then(power.neg(), power);
        Expr undefined = a.isNan().or(b.isNan()).or(whole.not().and(a.lt(0)).and(x.lt(infinity)));
        return b.eq(0).or(a.eq(1)).then(Expr.Const.ONE, undefined.then(Expr.of(Double.NaN), signed));
    }
}
