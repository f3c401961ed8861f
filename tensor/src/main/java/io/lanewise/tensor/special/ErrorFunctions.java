package io.lanewise.tensor.special;

/** Functions around the error function: scaled, and inverse. */
public final class ErrorFunctions {
    private static final double ROOT_PI = Math.sqrt(Math.PI);

    private ErrorFunctions() {}

    /** exp(x²)·erfc(x), which does not vanish for large x. */
    public static double erfcx(double x) {
        if (x < 0) {
            return x < -26.7 ? Double.POSITIVE_INFINITY : 2 * Math.exp(x * x) - erfcx(-x);
        }
        return x < 2 ? Math.exp(x * x) * (1 - erfSeries(x)) : fraction(x);
    }

    private static double erfSeries(double x) {
        // 2/√π·exp(−x²)·Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)), whose terms are all positive.
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 1e-17; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / ROOT_PI * Math.exp(-x * x) * sum;
    }

    /** 1/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from the inside. */
    private static double fraction(double x) {
        int depth = 20 + (int) (500 / (x * x));
        double inner = x;
        for (int n = depth; n > 0; n--) {
            inner = x + n / 2.0 / inner;
        }
        return 1 / (inner * ROOT_PI);
    }

    private static double erfc(double x) {
        return x < 0 ? 2 - erfc(-x) : Math.exp(-x * x) * erfcx(x);
    }

    /** The x for which erf(x) = y. */
    public static double erfinv(double y) {
        if (!(Math.abs(y) < 1)) {
            return Math.abs(y) == 1 ? y * Double.POSITIVE_INFINITY : Double.NaN;
        }
        return y == 0 ? y : Math.signum(y) * erfcinv(1 - Math.abs(y), Math.abs(y));
    }

    /** The x ≥ 0 for which erfc(x) = q = 1 − p. */
    private static double erfcinv(double q, double p) {
        // Winitzki's approximation (2008), then Halley's steps.
        double log = Math.log(q * (1 + p));
        double half = 2 / (Math.PI * 0.147) + log / 2;
        double x = Math.sqrt(Math.sqrt(half * half - log / 0.147) - half);
        for (int i = 0; i < 4; i++) {
            double error = x < 0.5 ? p - erfSeries(x) : erfc(x) - q;
            double step = error / (2 / ROOT_PI * Math.exp(-x * x));
            x += step / (1 - x * step);
        }
        return x;
    }

    /** The x below which the part p of the standard normal distribution lies. */
    public static double ndtri(double p) {
        if (!(p > 0 && p < 1)) {
            return p == 0 ? Double.NEGATIVE_INFINITY : p == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        double q = 2 * Math.min(p, 1 - p);
        double x = q == 1 ? 0 : Math.sqrt(2) * erfcinv(q, 1 - q);
        return p < 0.5 ? -x : x;
    }
}
