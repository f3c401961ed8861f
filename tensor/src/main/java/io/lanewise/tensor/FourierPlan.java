package io.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/**
 * The discrete Fourier transform of one length: a step for each prime factor (Cooley and Tukey 1965), and a convolution
 * of twice the length where the greatest is large (Bluestein 1970). Complex numbers are pairs; nothing is divided.
 */
final class FourierPlan {
    /** From this factor on a step, which takes its square, costs more than the convolution. */
    private static final int LARGE = 64;

    private final int length;
    /** exp(−2πik / length) for every k. */
    private final double[] roots;

    private final double[] terms;
    private final @Nullable Chirp chirp;

    FourierPlan(int length) {
        this.length = length;
        this.roots = new double[2 * length];
        for (int k = 0; k < length; k++) {
            turn(roots, k, -2.0 * k / length);
        }
        int greatest = 1;
        for (int rest = length; rest > 1; rest /= factor(rest)) {
            greatest = Math.max(greatest, factor(rest));
        }
        this.terms = new double[2 * greatest];
        this.chirp = greatest < LARGE ? null : new Chirp(length);
    }

    /** Writes exp(πi·halfTurns). */
    private static void turn(double[] pairs, long k, double halfTurns) {
        pairs[(int) (2 * k)] = Math.cos(Math.PI * halfTurns);
        pairs[(int) (2 * k) + 1] = Math.sin(Math.PI * halfTurns);
    }

    /** The least prime factor. */
    private static int factor(int n) {
        for (int p = 2; (long) p * p <= n; p++) {
            if (n % p == 0) {
                return p;
            }
        }
        return n;
    }

    /** out[k] = Σ in[j]·exp(−2πi·jk / length), of pairs; the two are not one array. */
    void transform(double[] in, double[] out) {
        if (chirp != null) {
            chirp.transform(in, out);
        } else {
            step(in, 0, 1, out, 0, length);
        }
    }

    /** Transforms {@code n} elements of in, a stride apart, to out from {@code at} on. */
    private void step(double[] in, int first, int stride, double[] out, int at, int n) {
        if (n <= 1) {
            System.arraycopy(in, 2 * first, out, 2 * at, 2 * n);
            return;
        }
        int p = factor(n);
        int m = n / p;
        for (int r = 0; r < p; r++) {
            step(in, first + r * stride, stride * p, out, at + r * m, m);
        }
        for (int k = 0; k < m; k++) {
            for (int r = 0; r < p; r++) {
                multiply(out, at + r * m + k, roots, r * k * (length / n), terms, r);
            }
            for (int q = 0; q < p; q++) {
                sum(p, q, out, at + q * m + k);
            }
        }
    }

    /** Writes the transform of the p terms at q. */
    private void sum(int p, int q, double[] out, int to) {
        double re = 0;
        double im = 0;
        for (int r = 0; r < p; r++) {
            int root = 2 * (r * q % p) * (length / p);
            re += terms[2 * r] * roots[root] - terms[2 * r + 1] * roots[root + 1];
            im += terms[2 * r] * roots[root + 1] + terms[2 * r + 1] * roots[root];
        }
        out[2 * to] = re;
        out[2 * to + 1] = im;
    }

    private static void multiply(double[] a, int i, double[] b, int j, double[] out, int to) {
        double re = a[2 * i] * b[2 * j] - a[2 * i + 1] * b[2 * j + 1];
        out[2 * to + 1] = a[2 * i] * b[2 * j + 1] + a[2 * i + 1] * b[2 * j];
        out[2 * to] = re;
    }

    /** jk = (j² + k² − (k − j)²) / 2 makes the transform a convolution with a chirp, here of a power of two. */
    private static final class Chirp {
        private final int length;
        private final FourierPlan wide;
        /** exp(−πik² / length). */
        private final double[] chirp;
        /** The transform of the chirp's conjugate, around 0, over the length of the convolution. */
        private final double[] filter;

        Chirp(int length) {
            this.length = length;
            int size = Integer.highestOneBit(Math.multiplyExact(length, 4) - 1);
            this.wide = new FourierPlan(size);
            this.chirp = new double[2 * length];
            var around = new double[2 * size];
            for (int k = 0; k < length; k++) {
                double halfTurns = (double) ((long) k * k % (2L * length)) / length;
                turn(chirp, k, -halfTurns);
                turn(around, k, halfTurns);
                turn(around, (size - k) % size, halfTurns);
            }
            this.filter = new double[2 * size];
            wide.transform(around, filter);
            for (int i = 0; i < filter.length; i++) {
                filter[i] /= size;
            }
        }

        void transform(double[] in, double[] out) {
            var x = new double[filter.length];
            var spectrum = new double[filter.length];
            for (int k = 0; k < length; k++) {
                multiply(in, k, chirp, k, x, k);
            }
            wide.transform(x, spectrum);
            for (int k = 0; k < filter.length / 2; k++) {
                multiply(spectrum, k, filter, k, spectrum, k);
                spectrum[2 * k + 1] = -spectrum[2 * k + 1]; // the inverse is the conjugate of the conjugate's transform
            }
            wide.transform(spectrum, x);
            for (int k = 0; k < length; k++) {
                x[2 * k + 1] = -x[2 * k + 1];
                multiply(x, k, chirp, k, out, k);
            }
        }
    }
}
