package io.lanewise.tensor.special;

/** Orthogonal polynomials of degree n by their recurrences; of a negative degree they are 0. */
public final class Polynomials {
    private Polynomials() {}

    /** Chebyshev's of the first to the fourth kind, which differ in their polynomial of degree 1: 2x + shift. */
    private static double chebyshev(double x, long n, double first) {
        double before = 1;
        double value = first;
        for (long k = 1; k < n; k++) {
            double next = (x + x) * value - before;
            before = value;
            value = next;
        }
        return n < 0 ? 0 : n == 0 ? 1 : value;
    }

    /** cos(n·θ), x = cos θ. */
    public static double chebyshevT(double x, double degree) {
        long n = (long) degree;
        if (n > 6 && Math.abs(x) < 1) {
            return Math.cos(n * Math.acos(x));
        }
        return chebyshev(x, n, x);
    }

    /** sin((n + 1)·θ) / sin θ. */
    public static double chebyshevU(double x, double degree) {
        long n = (long) degree;
        if (n > 8 && Math.abs(x) < 1) {
            return Math.sin((n + 1) * Math.acos(x)) / Math.sin(Math.acos(x));
        }
        return chebyshev(x, n, x + x);
    }

    /** cos((n + 1/2)·θ) / cos(θ/2). */
    public static double chebyshevV(double x, double degree) {
        long n = (long) degree;
        if (n > 8 && Math.abs(x) < 1) {
            return Math.cos((n + 0.5) * Math.acos(x)) / Math.cos(Math.acos(x) / 2);
        }
        return chebyshev(x, n, x + x - 1);
    }

    /** sin((n + 1/2)·θ) / sin(θ/2). */
    public static double chebyshevW(double x, double degree) {
        long n = (long) degree;
        if (n > 8 && Math.abs(x) < 1) {
            return Math.sin((n + 0.5) * Math.acos(x)) / Math.sin(Math.acos(x) / 2);
        }
        return chebyshev(x, n, x + x + 1);
    }

    /** Hermite's, the physicists'. */
    public static double hermiteH(double x, double degree) {
        long n = (long) degree;
        double before = 1;
        double value = x + x;
        for (long k = 1; k < n; k++) {
            double next = (x + x) * value - 2 * k * before;
            before = value;
            value = next;
        }
        return n < 0 ? 0 : n == 0 ? 1 : value;
    }

    /** Hermite's, the probabilists'. */
    public static double hermiteHe(double x, double degree) {
        long n = (long) degree;
        double before = 1;
        double value = x;
        for (long k = 1; k < n; k++) {
            double next = x * value - k * before;
            before = value;
            value = next;
        }
        return n < 0 ? 0 : n == 0 ? 1 : value;
    }

    /** Laguerre's. */
    public static double laguerre(double x, double degree) {
        long n = (long) degree;
        double before = 1;
        double value = 1 - x;
        for (long k = 1; k < n; k++) {
            double next = ((2 * k + 1 - x) * value - k * before) / (k + 1);
            before = value;
            value = next;
        }
        return n < 0 ? 0 : n == 0 ? 1 : value;
    }

    /** Legendre's. */
    public static double legendre(double x, double degree) {
        long n = (long) degree;
        double before = 1;
        double value = x;
        for (long k = 1; k < n; k++) {
            double next = ((2 * k + 1) * x * value - k * before) / (k + 1);
            before = value;
            value = next;
        }
        return n < 0 ? 0 : n == 0 ? 1 : value;
    }
}
