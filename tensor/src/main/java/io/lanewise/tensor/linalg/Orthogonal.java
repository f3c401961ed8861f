package io.lanewise.tensor.linalg;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Factorizations with orthogonal matrices: QR by Householder's reflections, eigenvalues and singular values by Jacobi. */
public final class Orthogonal {
    private static final int MOST_SWEEPS = 60;

    private Orthogonal() {}

    /**
     * Writes q [m, k] with orthonormal columns and upper r [k, n], k ≤ min(m, n) or k = m, whose product is a [m, n],
     * with LAPACK's signs; a is overwritten.
     */
    public static void qr(double[] a, int m, int n, double[] q, double[] r, int k) {
        int steps = Math.min(m, n);
        var scales = new double[steps];
        for (int j = 0; j < steps; j++) {
            scales[j] = reflect(a, m, n, j);
        }
        for (int i = 0; i < k; i++) {
            for (int j = i; j < n; j++) {
                r[i * n + j] = a[i * n + j];
            }
            q[i * k + i] = 1;
        }
        for (int j = steps - 1; j >= 0; j--) {
            apply(a, m, n, j, scales[j], q, k, 0);
        }
    }

    /** Makes column j of a zero below the diagonal and keeps the reflection's vector, whose head is 1, there. */
    private static double reflect(double[] a, int m, int n, int j) {
        double tail = 0;
        for (int i = j + 1; i < m; i++) {
            tail += a[i * n + j] * a[i * n + j];
        }
        double head = a[j * n + j];
        if (tail == 0) {
            return 0;
        }
        double beta = -Math.copySign(Math.sqrt(head * head + tail), head);
        double scale = (beta - head) / beta;
        for (int i = j + 1; i < m; i++) {
            a[i * n + j] /= head - beta;
        }
        a[j * n + j] = beta;
        apply(a, m, n, j, scale, a, n, j + 1);
        return scale;
    }

    /** Applies reflection j of a to the columns of x [m, k] from a first one on. */
    private static void apply(double[] a, int m, int n, int j, double scale, double[] x, int k, int first) {
        for (int c = first; c < k; c++) {
            double sum = x[j * k + c];
            for (int i = j + 1; i < m; i++) {
                sum += a[i * n + j] * x[i * k + c];
            }
            sum *= scale;
            x[j * k + c] -= sum;
            for (int i = j + 1; i < m; i++) {
                x[i * k + c] -= a[i * n + j] * sum;
            }
        }
    }

    /** Writes the eigenvalues of a symmetric a [n, n], ascending, and its eigenvectors as the columns of v [n, n]. */
    public static void eigen(double[] a, int n, double[] values, double[] v) {
        var vectors = identity(n);
        for (int sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a, n) > 1e-32 * squares(a); sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotate(a, n, p, q, vectors);
                }
            }
        }
        var order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> a[i * n + i]))
                .toList();
        for (int j = 0; j < n; j++) {
            int from = order.get(j);
            values[j] = a[from * n + from];
            for (int i = 0; i < n; i++) {
                v[i * n + j] = vectors[i * n + from];
            }
        }
    }

    private static double[] identity(int n) {
        var identity = new double[n * n];
        for (int i = 0; i < n; i++) {
            identity[i * n + i] = 1;
        }
        return identity;
    }

    private static double squares(double[] a) {
        double sum = 0;
        for (double value : a) {
            sum += value * value;
        }
        return sum;
    }

    private static double offDiagonal(double[] a, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                sum += i == j ? 0 : a[i * n + j] * a[i * n + j];
            }
        }
        return sum;
    }

    private static void rotate(double[] a, int n, int p, int q, double[] vectors) {
        double apq = a[p * n + q];
        if (apq == 0) {
            return;
        }
        double theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
        double c = 1 / Math.hypot(t, 1);
        double s = t * c;
        for (int k = 0; k < n; k++) {
            double x = a[k * n + p];
            double y = a[k * n + q];
            a[k * n + p] = c * x - s * y;
            a[k * n + q] = s * x + c * y;
        }
        for (int k = 0; k < n; k++) {
            double x = a[p * n + k];
            double y = a[q * n + k];
            a[p * n + k] = c * x - s * y;
            a[q * n + k] = s * x + c * y;
        }
        turn(vectors, n, n, p, q, c, s);
    }

    private static void turn(double[] x, int rows, int n, int p, int q, double c, double s) {
        for (int k = 0; k < rows; k++) {
            double a = x[k * n + p];
            double b = x[k * n + q];
            x[k * n + p] = c * a - s * b;
            x[k * n + q] = s * a + c * b;
        }
    }

    /**
     * Writes the singular values of a [m, n], m ≥ n, descending, and its singular vectors as the columns of u [m, n] and
     * v [n, n]: one-sided Jacobi (Hestenes 1958); a is overwritten.
     */
    public static void svd(double[] a, int m, int n, double[] u, double[] values, double[] v) {
        var right = identity(n);
        boolean turned = true;
        for (int sweep = 0; sweep < MOST_SWEEPS && turned; sweep++) {
            turned = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    turned |= orthogonalize(a, m, n, p, q, right);
                }
            }
        }
        var norms = new double[n];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                norms[j] = Math.hypot(norms[j], a[i * n + j]);
            }
        }
        var order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -norms[i]))
                .toList();
        for (int j = 0; j < n; j++) {
            int from = order.get(j);
            values[j] = norms[from];
            for (int i = 0; i < m; i++) {
                u[i * n + j] = norms[from] == 0 ? 0 : a[i * n + from] / norms[from];
            }
            if (norms[from] == 0) {
                complete(u, m, n, j);
            }
            for (int i = 0; i < n; i++) {
                v[i * n + j] = right[i * n + from];
            }
        }
    }

    /** Makes column j of u the unit vector that the columns before it leave most of, at right angles to them. */
    private static void complete(double[] u, int m, int n, int j) {
        int best = 0;
        double most = -1;
        for (int i = 0; i < m; i++) {
            double left = 1;
            for (int k = 0; k < j; k++) {
                left -= u[i * n + k] * u[i * n + k];
            }
            if (left > most + 1e-9) {
                most = left;
                best = i;
            }
        }
        var column = new double[m];
        column[best] = 1;
        for (int k = 0; k < j; k++) {
            double part = u[best * n + k];
            for (int i = 0; i < m; i++) {
                column[i] -= part * u[i * n + k];
            }
        }
        for (int i = 0; i < m; i++) {
            u[i * n + j] = column[i] / Math.sqrt(most);
        }
    }

    private static boolean orthogonalize(double[] a, int m, int n, int p, int q, double[] right) {
        double alpha = 0;
        double beta = 0;
        double gamma = 0;
        for (int i = 0; i < m; i++) {
            alpha += a[i * n + p] * a[i * n + p];
            beta += a[i * n + q] * a[i * n + q];
            gamma += a[i * n + p] * a[i * n + q];
        }
        if (Math.abs(gamma) <= 1e-16 * Math.sqrt(alpha * beta)) {
            return false;
        }
        double zeta = (beta - alpha) / (2 * gamma);
        double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(zeta, 1));
        double c = 1 / Math.hypot(t, 1);
        turn(a, m, n, p, q, c, t * c);
        turn(right, n, n, p, q, c, t * c);
        return true;
    }
}
