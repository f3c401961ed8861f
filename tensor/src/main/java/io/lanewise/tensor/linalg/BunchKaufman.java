package io.lanewise.tensor.linalg;

/**
 * P·L·D·Lᵗ·Pᵗ of symmetric matrices, D of blocks of one or two rows, by partial pivoting (Bunch and Kaufman 1977; Golub
 * and Van Loan, 4.4.4). The lower triangle is read and written; factors and pivots are laid out as in LAPACK.
 */
public final class BunchKaufman {
    /** Bounds the growth of elements equally in steps of one and of two rows. */
    private static final double ALPHA = (1 + Math.sqrt(17)) / 8;

    private BunchKaufman() {}

    /**
     * Factors a [n, n] in place.
     *
     * @param pivots [n]: with which row, counted from 1, each was exchanged; negative for both rows of a block of two,
     *     whose second one was
     */
    public static void factor(double[] a, int n, int[] pivots) {
        for (int k = 0; k < n; ) {
            int below = greatestBelow(a, n, k);
            double most = below == k ? 0 : Math.abs(a[below * n + k]);
            double diagonal = Math.abs(a[k * n + k]);
            int pivot = k;
            int rows = 1;
            if (diagonal < ALPHA * most) {
                double inRow = greatestBeside(a, n, k, below);
                if (diagonal < ALPHA * most * (most / inRow)) {
                    pivot = below;
                    rows = Math.abs(a[below * n + below]) >= ALPHA * inRow ? 1 : 2;
                }
            }
            exchange(a, n, k, k + rows - 1, pivot);
            if (rows == 2) {
                eliminatePair(a, n, k);
                pivots[k + 1] = -pivot - 1;
            } else if (Math.max(diagonal, most) > 0) {
                eliminate(a, n, k);
            }
            pivots[k] = rows == 2 ? -pivot - 1 : pivot + 1;
            k += rows;
        }
    }

    /** The row of the greatest element below the diagonal of a column; k in the last. */
    private static int greatestBelow(double[] a, int n, int k) {
        int best = Math.min(k + 1, n - 1);
        for (int i = k + 2; i < n; i++) {
            best = Math.abs(a[i * n + k]) > Math.abs(a[best * n + k]) ? i : best;
        }
        return best;
    }

    /** The greatest element beside the diagonal in a row of the symmetric rest from k on. */
    private static double greatestBeside(double[] a, int n, int k, int row) {
        double most = 0;
        for (int j = k; j < n; j++) {
            most = j == row ? most : Math.max(most, Math.abs(a[Math.max(row, j) * n + Math.min(row, j)]));
        }
        return most;
    }

    /** Exchanges rows and columns x and y ≥ x of the symmetric rest, and what rows have in a block's first column k. */
    private static void exchange(double[] a, int n, int k, int x, int y) {
        if (x == y) {
            return;
        }
        for (int i = y + 1; i < n; i++) {
            swap(a, i * n + x, i * n + y);
        }
        for (int i = x + 1; i < y; i++) {
            swap(a, i * n + x, y * n + i);
        }
        swap(a, x * n + x, y * n + y);
        if (x > k) {
            swap(a, x * n + k, y * n + k);
        }
    }

    private static void swap(double[] a, int i, int j) {
        double kept = a[i];
        a[i] = a[j];
        a[j] = kept;
    }

    private static void eliminate(double[] a, int n, int k) {
        double pivot = a[k * n + k];
        for (int j = k + 1; j < n; j++) {
            double factor = a[j * n + k] / pivot;
            for (int i = j; i < n; i++) {
                a[i * n + j] -= a[i * n + k] * factor;
            }
        }
        for (int i = k + 1; i < n; i++) {
            a[i * n + k] /= pivot;
        }
    }

    private static void eliminatePair(double[] a, int n, int k) {
        for (int j = k + 2; j < n; j++) {
            double first = a[j * n + k];
            double second = a[j * n + k + 1];
            double[] factors = {first, second};
            solvePair(a, n, k, factors, 1, 0);
            for (int i = j; i < n; i++) {
                // Rows that are behind still have their elements in the block's columns.
                a[i * n + j] -= a[i * n + k] * factors[0] + a[i * n + k + 1] * factors[1];
            }
            a[j * n + k] = factors[0];
            a[j * n + k + 1] = factors[1];
        }
    }

    /** Replaces elements (k, c) and (k + 1, c) of b, k counted from {@code at}, by the solution for the block at k. */
    private static void solvePair(double[] a, int n, int k, double[] b, int columns, int at) {
        double beside = a[(k + 1) * n + k];
        double first = a[k * n + k] / beside;
        double second = a[(k + 1) * n + k + 1] / beside;
        double scale = 1 / (first * second - 1) / beside;
        double x = b[at];
        double y = b[at + columns];
        b[at] = (second * x - y) * scale;
        b[at + columns] = (first * y - x) * scale;
    }

    /** Replaces b [n, columns] by the x with a·x = b, of the factors and pivots of a. */
    public static void solve(double[] a, int n, int[] pivots, double[] b, int columns) {
        for (int k = 0; k < n; ) {
            int rows = pivots[k] < 0 ? 2 : 1;
            Gauss.exchange(b, columns, k + rows - 1, Math.abs(pivots[k]) - 1);
            for (int i = k + rows; i < n; i++) {
                for (int r = k; r < k + rows; r++) {
                    Gauss.subtract(b, columns, i, r, a[i * n + r]);
                }
            }
            for (int c = 0; c < columns; c++) {
                if (rows == 2) {
                    solvePair(a, n, k, b, columns, k * columns + c);
                } else {
                    b[k * columns + c] /= a[k * n + k];
                }
            }
            k += rows;
        }
        for (int k = n - 1; k >= 0; ) {
            int rows = pivots[k] < 0 ? 2 : 1;
            for (int i = k + 1; i < n; i++) {
                for (int r = k; r > k - rows; r--) {
                    Gauss.subtract(b, columns, r, i, a[i * n + r]);
                }
            }
            Gauss.exchange(b, columns, k, Math.abs(pivots[k]) - 1);
            k -= rows;
        }
    }
}
