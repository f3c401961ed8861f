package io.lanewise.tensor.special;

import java.util.function.DoubleUnaryOperator;

/** Bessel functions of order 0 and 1, plain and modified, and Airy's function. */
public final class BesselFunctions {
    /** Where Hankel's expansions are exact to the last digits. */
    private static final double FAR = 25;

    private BesselFunctions() {}

    /** J₀ and J₁: Bessel's integral over a whole period, for which the trapezoidal rule converges like a power series. */
    public static double j(int order, double x) {
        double a = Math.abs(x);
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return Double.isNaN(x) ? x : 0;
        }
        double value;
        if (a > FAR) {
            value = hankel(order, a)[0];
        } else {
            int points = 64 + 2 * (int) a;
            double sum = 0;
            for (int i = 0; i < points; i++) {
                double t = 2 * Math.PI * i / points;
                sum += Math.cos(order * t - a * Math.sin(t));
            }
            value = sum / points;
        }
        return order == 1 && x < 0 ? -value : value;
    }

    /** Y₀ and Y₁ for x > 0; −∞ at 0, NaN below. */
    public static double y(int order, double x) {
        if (!(x > 0)) {
            return x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
        }
        if (x > FAR) {
            return Double.isInfinite(x) ? 0 : hankel(order, x)[1];
        }
        // Abramowitz and Stegun 9.1.22.
        double wave = integral(t -> Math.sin(x * Math.sin(t) - order * t), 0, Math.PI);
        double end = Math.log(1500 / x + 2) + 1;
        double decay = integral(t -> (order == 0 ? 2 : 2 * Math.sinh(t)) * Math.exp(-x * Math.sinh(t)), 0, end);
        return (wave - decay) / Math.PI;
    }

    /** Hankel's expansions of J and Y for large x (Abramowitz and Stegun 9.2.5). */
    private static double[] hankel(int order, double x) {
        double mu = 4.0 * order * order;
        double p = 0;
        double q = 0;
        double term = 1;
        for (int k = 0; k < 40; k++) {
            double signed = k % 4 < 2 ? term : -term;
            if (k % 2 == 0) {
                p += signed;
            } else {
                q += signed;
            }
            double next = term * (mu - (2 * k + 1.0) * (2 * k + 1)) / ((k + 1) * 8 * x);
            if (Math.abs(next) >= Math.abs(term) || Math.abs(next) < 1e-18) {
                break;
            }
            term = next;
        }
        double phase = x - (order / 2.0 + 0.25) * Math.PI;
        double scale = Math.sqrt(2 / (Math.PI * x));
        return new double[] {
            scale * (p * Math.cos(phase) - q * Math.sin(phase)), scale * (p * Math.sin(phase) + q * Math.cos(phase))
        };
    }

    /** The integral over a finite interval, by the substitution tanh(π/2·sinh) (Takahasi and Mori 1974). */
    private static double integral(DoubleUnaryOperator f, double from, double to) {
        double half = (to - from) / 2;
        double middle = (to + from) / 2;
        double h = 1 / 32.0;
        double sum = 0;
        for (int i = -110; i <= 110; i++) {
            double s = Math.PI / 2 * Math.sinh(i * h);
            double weight = Math.PI / 2 * Math.cosh(i * h) / (Math.cosh(s) * Math.cosh(s));
            sum += weight * f.applyAsDouble(middle + half * Math.tanh(s));
        }
        return sum * h * half;
    }

    /** I₀ and I₁. */
    public static double i(int order, double x) {
        double a = Math.abs(x);
        return a > FAR ? ie(order, x) * Math.exp(a) : iSeries(order, x);
    }

    /** exp(−|x|)·I₀ and exp(−|x|)·I₁. */
    public static double ie(int order, double x) {
        double a = Math.abs(x);
        if (!(a > FAR)) {
            return Math.exp(-a) * iSeries(order, x);
        }
        if (Double.isInfinite(a)) {
            return 0;
        }
        // Abramowitz and Stegun 9.7.1.
        double mu = 4.0 * order * order;
        double term = 1;
        double sum = 1;
        for (int k = 1; k < 40 && Math.abs(term) > 1e-17; k++) {
            term *= -(mu - (2 * k - 1.0) * (2 * k - 1)) / (k * 8 * a);
            sum += term;
        }
        double value = sum / Math.sqrt(2 * Math.PI * a);
        return order == 1 && x < 0 ? -value : value;
    }

    private static double iSeries(int order, double x) {
        double term = order == 0 ? 1 : x / 2;
        double sum = term;
        double quarter = x * x / 4;
        for (int k = 1; Math.abs(term) > Math.abs(sum) * 1e-17; k++) {
            term *= quarter / (k * (double) (k + order));
            sum += term;
        }
        return sum;
    }

    /** K₀ and K₁ for x > 0; ∞ at 0, NaN below. */
    public static double k(int order, double x) {
        return Math.exp(-x) * ke(order, x);
    }

    /** exp(x)·K₀ and exp(x)·K₁. */
    public static double ke(double order, double x) {
        if (!(x > 0)) {
            return x == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        // ∫ exp(−x·(cosh t − 1))·cosh(order·t) dt over t from 0: the trapezoidal rule converges doubly exponentially.
        double h = 1 / 16.0;
        double sum = 0.5;
        for (int i = 1; i < 20_000; i++) {
            double t = i * h;
            double s = Math.sinh(t / 2);
            double exponent = -2 * x * s * s;
            if (exponent < -745) {
                break;
            }
            sum += Math.exp(exponent) * Math.cosh(order * t);
        }
        return sum * h;
    }

    /** Airy's Ai. */
    public static double airy(double x) {
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return Double.isNaN(x) ? x : 0;
        }
        double a = Math.abs(x);
        double zeta = 2 / 3.0 * a * Math.sqrt(a);
        if (x > 1) {
            return Math.sqrt(x / 3) / Math.PI * Math.exp(-zeta) * ke(1 / 3.0, zeta);
        }
        return x < -6 ? airyFarLeft(a, zeta) : airySeries(x);
    }

    private static double airySeries(double x) {
        double cube = x * x * x;
        double f = 1;
        double g = x;
        double fSum = f;
        double gSum = g;
        for (int k = 1; k < 200 && Math.abs(f) + Math.abs(g) > 1e-18; k++) {
            f *= cube / ((3 * k - 1.0) * (3 * k));
            g *= cube / ((3.0 * k) * (3 * k + 1));
            fSum += f;
            gSum += g;
        }
        return 0.355028053887817239 * fSum - 0.258819403792806798 * gSum;
    }

    /** Abramowitz and Stegun 10.4.60. */
    private static double airyFarLeft(double a, double zeta) {
        double term = 1;
        double even = 0;
        double odd = 0;
        for (int k = 0; k < 30; k++) {
            double signed = k % 4 < 2 ? term : -term;
            if (k % 2 == 0) {
                even += signed;
            } else {
                odd += signed;
            }
            double next = term * (6 * k + 1.0) * (6 * k + 3) * (6 * k + 5) / (216 * (k + 1) * (2 * k + 1) * zeta);
            if (Math.abs(next) >= Math.abs(term)) {
                break;
            }
            term = next;
        }
        double phase = zeta + Math.PI / 4;
        return (Math.sin(phase) * even - Math.cos(phase) * odd) / (Math.sqrt(Math.PI) * Math.sqrt(Math.sqrt(a)));
    }
}
