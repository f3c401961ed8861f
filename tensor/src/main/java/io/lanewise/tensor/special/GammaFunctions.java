package io.lanewise.tensor.special;

/** The logarithm of the gamma function, its derivatives, Hurwitz' zeta function, incomplete gamma functions. */
public final class GammaFunctions {
    /** Lanczos' coefficients for g = 7 (Godfrey 2001). */
    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    /** (2k)! / B₂ₖ for the tail of Euler and Maclaurin's sum. */
    private static final double[] EULER_MACLAURIN = {
        12.0,
        -720.0,
        30240.0,
        -1209600.0,
        47900160.0,
        -1.8924375803183791606e9,
        7.47242496e10,
        -2.950130727918164224e12,
        1.1646782814350067249e14,
        -4.5979787224074726105e15,
        1.8152105401943546773e17,
        -7.1661652561756670113e18
    };

    private static final int MOST_STEPS = 10_000;
    private static final double PRECISION = 1e-16;

    private GammaFunctions() {}

    /** log |Γ(x)|; ∞ at 0 and the negative integers. */
    public static double lgamma(double x) {
        if (Double.isInfinite(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (x <= 0 && x == Math.floor(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < 0.5) {
            return Math.log(Math.PI / Math.abs(sinPi(x))) - lgamma(1 - x);
        }
        double y = x - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (y + i);
        }
        double t = y + 7.5;
        return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
    }

    private static double sinPi(double x) {
        return Math.sin(Math.PI * Math.IEEEremainder(x, 2));
    }

    /** The derivative of {@link #lgamma}. */
    public static double digamma(double x) {
        if (x == 0) {
            return Math.copySign(Double.POSITIVE_INFINITY, -x);
        }
        if (x < 0) {
            return x == Math.floor(x) ? Double.NaN : digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.rint(x)));
        }
        double shifted = x;
        double sum = 0;
        while (shifted < 10) {
            sum -= 1 / shifted;
            shifted++;
        }
        double z = 1 / (shifted * shifted);
        double tail = z
                * (1 / 12.0
                        - z
                                * (1 / 120.0
                                        - z
                                                * (1 / 252.0
                                                        - z
                                                                * (1 / 240.0
                                                                        - z
                                                                                * (1 / 132.0
                                                                                        - z
                                                                                                * (691 / 32760.0
                                                                                                        - z / 12))))));
        return sum + Math.log(shifted) - 0.5 / shifted - tail;
    }

    /** The n-th derivative of {@link #digamma}. */
    public static double polygamma(int n, double x) {
        if (n == 0) {
            return digamma(x);
        }
        if (n == 1 && x < 0.5) {
            double s = sinPi(x);
            return Math.PI * Math.PI / (s * s) - polygamma(1, 1 - x);
        }
        double factorial = 1;
        for (int i = 2; i <= n; i++) {
            factorial *= i;
        }
        return (n % 2 == 0 ? -1 : 1) * factorial * zeta(n + 1, x);
    }

    /** Hurwitz' Σ (k + q)⁻ˢ over k from 0, by Euler and Maclaurin's formula (Cephes). */
    public static double zeta(double s, double q) {
        if (s == 1) {
            return Double.POSITIVE_INFINITY;
        }
        if (s < 1 || Double.isNaN(s)) {
            return Double.NaN;
        }
        if (q <= 0) {
            if (q == Math.floor(q)) {
                return Double.POSITIVE_INFINITY;
            }
            if (s != Math.floor(s)) {
                return Double.NaN;
            }
        }
        double sum = Math.pow(q, -s);
        double a = q;
        double term = sum;
        for (int i = 0; i < 9 || a <= 9; i++) {
            a += 1;
            term = Math.pow(a, -s);
            sum += term;
            if (a > 0 && Math.abs(term / sum) < PRECISION) {
                return sum;
            }
        }
        sum += term * a / (s - 1) - 0.5 * term;
        double factor = 1;
        double k = 0;
        for (double coefficient : EULER_MACLAURIN) {
            factor *= s + k;
            term /= a;
            double tail = factor * term / coefficient;
            sum += tail;
            if (Math.abs(tail / sum) < PRECISION) {
                return sum;
            }
            k++;
            factor *= s + k;
            term /= a;
            k++;
        }
        return sum;
    }

    /** The regularized lower incomplete gamma function P(a, x). */
    public static double igamma(double a, double x) {
        return incomplete(a, x, true);
    }

    /** The regularized upper incomplete gamma function Q(a, x) = 1 − P(a, x). */
    public static double igammac(double a, double x) {
        return incomplete(a, x, false);
    }

    private static double incomplete(double a, double x, boolean lower) {
        if (Double.isNaN(a) || Double.isNaN(x) || a < 0 || x < 0 || a == 0 && x == 0) {
            return Double.NaN;
        }
        if (a == 0 || Double.isInfinite(x)) {
            return Double.isInfinite(a) && a > 0 ? Double.NaN : lower ? 1 : 0;
        }
        if (x == 0 || Double.isInfinite(a)) {
            return lower ? 0 : 1;
        }
        double scale = Math.exp(a * Math.log(x) - x - lgamma(a));
        if (x < a + 1) {
            double p = scale * lowerSeries(a, x);
            return lower ? p : 1 - p;
        }
        double q = scale * upperFraction(a, x);
        return lower ? 1 - q : q;
    }

    private static double lowerSeries(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (int i = 1; i < MOST_STEPS && Math.abs(term) > Math.abs(sum) * PRECISION; i++) {
            term *= x / (a + i);
            sum += term;
        }
        return sum;
    }

    /** Legendre's continued fraction, by Lentz' method. */
    private static double upperFraction(double a, double x) {
        double tiny = 1e-300;
        double b = x + 1 - a;
        double c = 1 / tiny;
        double d = 1 / b;
        double value = d;
        for (int i = 1; i < MOST_STEPS; i++) {
            double an = -i * (i - a);
            b += 2;
            d = an * d + b;
            d = 1 / (Math.abs(d) < tiny ? tiny : d);
            c = b + an / c;
            c = Math.abs(c) < tiny ? tiny : c;
            value *= d * c;
            if (Math.abs(d * c - 1) < PRECISION) {
                break;
            }
        }
        return value;
    }
}
