package io.lanewise.expr;

/**
 * erf and erfc in f64 without fitted coefficients: by Kummer's series, whose terms are all positive, and from 1 by
 * Laplace's continued fraction (Abramowitz and Stegun 7.1.6 and 7.1.14).
 */
final class ErrorFunctionSeries {
    private static final double ONE_OVER_SQRT_PI = 0.5641895835477563;

    private ErrorFunctionSeries() {}

    static double erf(double x) {
        double t = Math.abs(x);
        double magnitude = t < 1 ? series(t) : 1 - fraction(t);
        return Math.copySign(magnitude, x);
    }

    static double erfc(double x) {
        return x >= 0.5 ? fraction(x) : 1 - erf(x);
    }

    /** The mass of the standard normal distribution below x. */
    static double normalCdf(double x) {
        if (x > 0.5) {
            return 1 - normalCdf(-x);
        }
        if (x > -0.5) {
            return 0.5 + 0.5 * erf(x * Math.sqrt(0.5));
        }
        return 0.5 * gaussian(x, 0.5) * scaledFraction(-x * Math.sqrt(0.5));
    }

    /** exp(-k·t²), the rounding of t² corrected. */
    private static double gaussian(double t, double k) {
        double square = t * t;
        double e = StrictMath.exp(-k * square);
        return e == 0 ? 0 : e - e * k * Math.fma(t, t, -square);
    }

    /** 2/√π · exp(-t²) · t · Σ (2t²)ⁿ / (1·3·5 … (2n + 1)). */
    private static double series(double t) {
        double term = t;
        double sum = t;
        for (int n = 1; term > sum * 1e-18; n++) {
            term *= 2 * t * t / (2 * n + 1);
            sum += term;
        }
        return 2 * ONE_OVER_SQRT_PI * gaussian(t, 1) * sum;
    }

    private static double fraction(double t) {
        return gaussian(t, 1) * scaledFraction(t);
    }

    /** exp(t²)·erfc t = 1 / √π · 1 / (t + ½ / (t + 1 / (t + 3/2 / (t + …)))). */
    private static double scaledFraction(double t) {
        int depth = (int) Math.min(2000, 60 + 300 / (t * t));
        double tail = t;
        for (int k = depth; k > 0; k--) {
            tail = t + 0.5 * k / tail;
        }
        return ONE_OVER_SQRT_PI / tail;
    }
}
