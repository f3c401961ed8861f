package io.lanewise.tensor;

import io.lanewise.tensor.special.BesselFunctions;
import io.lanewise.tensor.special.ErrorFunctions;
import io.lanewise.tensor.special.GammaFunctions;
import io.lanewise.tensor.special.Polynomials;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Special functions of every element by itself, computed in f64 and rounded; integers become f32. Those with a
 * derivative say so; orders and degrees have none.
 */
public final class Special {
    private static final double ROOT_PI = Math.sqrt(Math.PI);

    private Special() {}

    private static Tensor map(String name, Tensor x, DoubleUnaryOperator f) {
        return new ElementByElement(name, f, null).of(x);
    }

    private static Tensor map(String name, Tensor x, DoubleUnaryOperator f, UnaryOperator<Tensor> slope) {
        return new ElementByElement(name, f, slope).of(x);
    }

    // Around the gamma function

    /** log |Γ(x)|; differentiable. */
    public static Tensor lgamma(Tensor x) {
        return map("lgamma", x, GammaFunctions::lgamma, Special::digamma);
    }

    /** The derivative of {@link #lgamma}; differentiable. */
    public static Tensor digamma(Tensor x) {
        return polygamma(0, x);
    }

    /** The n-th derivative of {@link #digamma}; differentiable. */
    public static Tensor polygamma(int n, Tensor x) {
        if (n < 0) {
            throw new IllegalArgumentException("polygamma: expected n of 0 or more, not " + n);
        }
        return map("polygamma", x, v -> GammaFunctions.polygamma(n, v), v -> polygamma(n + 1, v));
    }

    /** The logarithm of the gamma function of p dimensions, for x > (p − 1)/2; differentiable. */
    public static Tensor mvlgamma(Tensor x, int p) {
        var sum = lgamma(x).add(p * (p - 1) / 4.0 * Math.log(Math.PI));
        for (int i = 1; i < p; i++) {
            sum = sum.add(lgamma(x.sub(i / 2.0)));
        }
        return sum;
    }

    /** Hurwitz' zeta function Σ (k + q)⁻ˢ over k from 0. */
    public static Tensor zeta(Tensor s, Tensor q) {
        return ElementByElement.of(GammaFunctions::zeta, s, q);
    }

    /** The regularized lower incomplete gamma function P(a, x). */
    public static Tensor igamma(Tensor a, Tensor x) {
        return ElementByElement.of(GammaFunctions::igamma, a, x);
    }

    /** The regularized upper incomplete gamma function Q(a, x). */
    public static Tensor igammac(Tensor a, Tensor x) {
        return ElementByElement.of(GammaFunctions::igammac, a, x);
    }

    // Around the error function

    /** The inverse of the error function; differentiable. */
    public static Tensor erfinv(Tensor y) {
        return map("erfinv", y, ErrorFunctions::erfinv, v -> erfinv(v)
                .square()
                .exp()
                .mul(ROOT_PI / 2));
    }

    /** exp(x²)·erfc(x); differentiable. */
    public static Tensor erfcx(Tensor x) {
        return map(
                "erfcx", x, ErrorFunctions::erfcx, v -> v.mul(2.0).mul(erfcx(v)).sub(2 / ROOT_PI));
    }

    /** The part of the standard normal distribution below x; differentiable. */
    public static Tensor ndtr(Tensor x) {
        return x.floating().mul(-Math.sqrt(0.5)).erfc().mul(0.5);
    }

    /** The logarithm of {@link #ndtr}, which does not lose its digits far below 0; differentiable. */
    public static Tensor logNdtr(Tensor x) {
        return map(
                "logNdtr",
                x,
                v -> v < -1
                        ? Math.log(ErrorFunctions.erfcx(-v * Math.sqrt(0.5)) / 2) - v * v / 2
                        : Math.log1p(-ErrorFunctions.erfcx(v * Math.sqrt(0.5)) * Math.exp(-v * v / 2) / 2),
                v -> v.square().mul(-0.5).sub(logNdtr(v)).exp().mul(Math.sqrt(0.5 / Math.PI)));
    }

    /** The inverse of {@link #ndtr}; differentiable. */
    public static Tensor ndtri(Tensor p) {
        return map("ndtri", p, ErrorFunctions::ndtri, v -> ndtri(v).square()
                .mul(0.5)
                .exp()
                .mul(Math.sqrt(2 * Math.PI)));
    }

    // Bessel functions

    public static Tensor besselJ0(Tensor x) {
        return map("besselJ0", x, v -> BesselFunctions.j(0, v));
    }

    public static Tensor besselJ1(Tensor x) {
        return map("besselJ1", x, v -> BesselFunctions.j(1, v));
    }

    public static Tensor besselY0(Tensor x) {
        return map("besselY0", x, v -> BesselFunctions.y(0, v));
    }

    public static Tensor besselY1(Tensor x) {
        return map("besselY1", x, v -> BesselFunctions.y(1, v));
    }

    /** The modified Bessel function I₀; differentiable. */
    public static Tensor i0(Tensor x) {
        return map("i0", x, v -> BesselFunctions.i(0, v), Special::i1);
    }

    /** The modified Bessel function I₁; differentiable. */
    public static Tensor i1(Tensor x) {
        return map("i1", x, v -> BesselFunctions.i(1, v), v -> i0(v).sub(overArgument(i1(v), v)));
    }

    /** exp(−|x|)·I₀; differentiable. */
    public static Tensor i0e(Tensor x) {
        return map("i0e", x, v -> BesselFunctions.ie(0, v), v -> i1e(v).sub(
                        v.sign().mul(i0e(v))));
    }

    /** exp(−|x|)·I₁; differentiable. */
    public static Tensor i1e(Tensor x) {
        return map("i1e", x, v -> BesselFunctions.ie(1, v), v -> {
            var value = i1e(v);
            return i0e(v).sub(v.sign().mul(value)).sub(overArgument(value, v));
        });
    }

    /** y/x, and 1/2 at 0: the limit for I₁. */
    private static Tensor overArgument(Tensor y, Tensor x) {
        return x.eq(0L).where(Tensor.scalar(0.5, x.dtype()), y.div(x));
    }

    /** The modified Bessel function K₀. */
    public static Tensor k0(Tensor x) {
        return map("k0", x, v -> BesselFunctions.k(0, v));
    }

    /** The modified Bessel function K₁. */
    public static Tensor k1(Tensor x) {
        return map("k1", x, v -> BesselFunctions.k(1, v));
    }

    /** exp(x)·K₀. */
    public static Tensor k0e(Tensor x) {
        return map("k0e", x, v -> BesselFunctions.ke(0, v));
    }

    /** exp(x)·K₁. */
    public static Tensor k1e(Tensor x) {
        return map("k1e", x, v -> BesselFunctions.ke(1, v));
    }

    /** Airy's function Ai. */
    public static Tensor airyAi(Tensor x) {
        return map("airyAi", x, BesselFunctions::airy);
    }

    // Orthogonal polynomials of degree n

    public static Tensor chebyshevT(Tensor x, Tensor n) {
        return ElementByElement.of(Polynomials::chebyshevT, x, n);
    }

    public static Tensor chebyshevU(Tensor x, Tensor n) {
        return ElementByElement.of(Polynomials::chebyshevU, x, n);
    }

    public static Tensor chebyshevV(Tensor x, Tensor n) {
        return ElementByElement.of(Polynomials::chebyshevV, x, n);
    }

    public static Tensor chebyshevW(Tensor x, Tensor n) {
        return ElementByElement.of(Polynomials::chebyshevW, x, n);
    }

    /** Chebyshev's polynomial of the first kind at 2x − 1. */
    public static Tensor shiftedChebyshevT(Tensor x, Tensor n) {
        return ElementByElement.of((v, degree) -> Polynomials.chebyshevT(2 * v - 1, degree), x, n);
    }

    /** Chebyshev's polynomial of the second kind at 2x − 1. */
    public static Tensor shiftedChebyshevU(Tensor x, Tensor n) {
        return ElementByElement.of((v, degree) -> Polynomials.chebyshevU(2 * v - 1, degree), x, n);
    }

    /** Chebyshev's polynomial of the third kind at 2x − 1. */
    public static Tensor shiftedChebyshevV(Tensor x, Tensor n) {
        return ElementByElement.of((v, degree) -> Polynomials.chebyshevV(2 * v - 1, degree), x, n);
    }

    /** Chebyshev's polynomial of the fourth kind at 2x − 1. */
    public static Tensor shiftedChebyshevW(Tensor x, Tensor n) {
        return ElementByElement.of((v, degree) -> Polynomials.chebyshevW(2 * v - 1, degree), x, n);
    }

    /** Hermite's polynomials, the physicists'. */
    public static Tensor hermiteH(Tensor x, Tensor n) {
        return ElementByElement.of(Polynomials::hermiteH, x, n);
    }

    /** Hermite's polynomials, the probabilists'. */
    public static Tensor hermiteHe(Tensor x, Tensor n) {
        return ElementByElement.of(Polynomials::hermiteHe, x, n);
    }

    public static Tensor laguerre(Tensor x, Tensor n) {
        return ElementByElement.of(Polynomials::laguerre, x, n);
    }

    public static Tensor legendre(Tensor x, Tensor n) {
        return ElementByElement.of(Polynomials::legendre, x, n);
    }

    // Numbers as such

    /** The greatest common divisor of integers. */
    public static Tensor gcd(Tensor a, Tensor b) {
        return ElementByElement.ofIntegers("gcd", Special::gcd, a, b);
    }

    /** The least common multiple of integers. */
    public static Tensor lcm(Tensor a, Tensor b) {
        return ElementByElement.ofIntegers("lcm", (x, y) -> x == 0 || y == 0 ? 0 : Math.abs(x / gcd(x, y) * y), a, b);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? Math.abs(a) : gcd(b, a % b);
    }

    /** The neighbour of x among the numbers of its type on the way to y. */
    public static Tensor nextAfter(Tensor x, Tensor y) {
        return Promotion.of(x, y) == DType.F64
                ? ElementByElement.of(Math::nextAfter, x, y)
                : ElementByElement.of((a, b) -> Math.nextAfter((float) a, b), x, y);
    }

    /** The exponents e (i32) with x = mantissa·2ᵉ, the {@link #mantissa} being from 1/2 to 1; 0 for 0. */
    public static Tensor exponent(Tensor x) {
        return map("exponent", x.detach().to(DType.F64), Special::exponent).to(DType.I32);
    }

    private static double exponent(double x) {
        return x == 0 || !Double.isFinite(x) ? 0 : 1 + Math.getExponent(normal(x)) - (x == normal(x) ? 0 : 64);
    }

    private static double normal(double x) {
        return Math.abs(x) < Double.MIN_NORMAL ? x * 0x1p64 : x;
    }

    /** x / 2ᵉ with the {@link #exponent} e; differentiable. */
    public static Tensor mantissa(Tensor x) {
        return map(
                "mantissa",
                x,
                v -> Math.scalb(v, -(int) exponent(v)),
                v -> map("scale", v.detach(), u -> Math.scalb(1.0, -(int) exponent(u))));
    }
}
