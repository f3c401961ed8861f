package io.lanewise.tensor.linalg;

/** Elimination with partial pivoting. */
public final class Gauss {
    private Gauss() {}

    /**
     * Factors a [m, n] in place into unit lower L and upper U of a's rows exchanged (Golub and Van Loan, 3.4).
     *
     * @param pivots [min(m, n)]: with which row each row was exchanged
     * @return the number of exchanges' sign: 1 or −1, or 0 where a pivot is 0
     */
    public static int factor(double[] a, int m, int n, int[] pivots) {
        int sign = 1;
        boolean singular = false;
        for (int k = 0; k < Math.min(m, n); k++) {
            int best = k;
            for (int i = k + 1; i < m; i++) {
                best = Math.abs(a[i * n + k]) > Math.abs(a[best * n + k]) ? i : best;
            }
            pivots[k] = best;
            if (best != k) {
                exchange(a, n, k, best);
                sign = -sign;
            }
            if (a[k * n + k] == 0) {
                singular = true;
            } else {
                eliminate(a, m, n, k);
            }
        }
        return singular ? 0 : sign;
    }

    static void exchange(double[] a, int n, int i, int j) {
        for (int c = 0; c < n; c++) {
            double kept = a[i * n + c];
            a[i * n + c] = a[j * n + c];
            a[j * n + c] = kept;
        }
    }

    private static void eliminate(double[] a, int m, int n, int k) {
        for (int i = k + 1; i < m; i++) {
            double factor = a[i * n + k] / a[k * n + k];
            a[i * n + k] = factor;
            for (int j = k + 1; j < n; j++) {
                a[i * n + j] -= factor * a[k * n + j];
            }
        }
    }

    /** Factors a [n, n] in place without exchanging rows. */
    public static void factorInOrder(double[] a, int n) {
        for (int k = 0; k < n; k++) {
            eliminate(a, n, n, k);
        }
    }

    /**
     * Replaces b [n, k] by the x with a·x = b, a [n, n] being overwritten.
     *
     * @return whether a is singular
     */
    public static boolean solve(double[] a, int n, double[] b, int k) {
        var pivots = new int[n];
        if (factor(a, n, n, pivots) == 0) {
            return true;
        }
        for (int i = 0; i < n; i++) {
            if (pivots[i] != i) {
                exchange(b, k, i, pivots[i]);
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                subtract(b, k, i, j, a[i * n + j]);
            }
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int j = i + 1; j < n; j++) {
                subtract(b, k, i, j, a[i * n + j]);
            }
            for (int c = 0; c < k; c++) {
                b[i * k + c] /= a[i * n + i];
            }
        }
        return false;
    }

    static void subtract(double[] b, int k, int i, int j, double factor) {
        for (int c = 0; c < k; c++) {
            b[i * k + c] -= factor * b[j * k + c];
        }
    }

    /** Replaces a [n, n] by the lower L with L·Lᵗ = a, of whose triangles the lower one is read; false if there is none. */
    public static boolean cholesky(double[] a, int n) {
        for (int j = 0; j < n; j++) {
            double square = a[j * n + j];
            for (int k = 0; k < j; k++) {
                square -= a[j * n + k] * a[j * n + k];
            }
            if (!(square > 0)) {
                return false;
            }
            double root = Math.sqrt(square);
            a[j * n + j] = root;
            for (int i = j + 1; i < n; i++) {
                double sum = a[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i * n + k] * a[j * n + k];
                }
                a[i * n + j] = sum / root;
                a[j * n + i] = 0;
            }
        }
        return true;
    }
}
