package io.lanewise.tensor;

import io.lanewise.tensor.linalg.BunchKaufman;
import java.util.Arrays;

/**
 * The factors of symmetric matrices that need not be positive definite, P·L·D·Lᵗ·Pᵗ with L a unit lower triangle and D of
 * blocks of one or two rows, by Bunch and Kaufman's pivoting, laid out as LAPACK has them. In f64 inside; not
 * differentiable.
 *
 * @param packed L below the diagonal, or below D's blocks, and D: [..., n, n]
 * @param pivots with which row, counted from 1, each row was exchanged; negative for both rows of a block of two, the
 *     second of which was: i32 [..., n]
 */
public record Ldl(Tensor packed, Tensor pivots) {
    public Ldl {
        int last = packed.dim() - 1;
        if (last < 1
                || !packed.dtype().isFloat()
                || packed.size(-1) != packed.size(-2)
                || !pivots.shape().equals(packed.shape().without(last))) {
            throw new ShapeException("ldl: expected square float matrices and a pivot for each row, got "
                    + packed.dtype() + " " + packed.shape() + " and pivots " + pivots.shape());
        }
    }

    /** Of symmetric matrices [..., n, n], of which the lower triangle is read. */
    public static Ldl of(Tensor a) {
        if (!a.dtype().isFloat() || a.dim() < 2 || a.size(-1) != a.size(-2)) {
            throw new ShapeException("ldl: expected square float matrices, got " + a.dtype() + " " + a.shape());
        }
        int n = a.size(-1);
        var values = a.tril(0).toDoubleArray();
        var pivots = new int[values.length / Math.max(n, 1)];
        for (int b = 0; b < values.length; b += n * n) {
            var matrix = Arrays.copyOfRange(values, b, b + n * n);
            var exchanged = new int[n];
            BunchKaufman.factor(matrix, n, exchanged);
            System.arraycopy(matrix, 0, values, b, n * n);
            System.arraycopy(exchanged, 0, pivots, b / n, n);
        }
        return new Ldl(
                Tensor.wrap(values, DType.F64, a.shape()).to(a.dtype()),
                Tensor.wrap(pivots, DType.I32, a.shape().without(a.dim() - 1)));
    }

    /**
     * The x with a·x = b, for b of matrices [..., n, k]; leading sizes are broadcast. Where a is singular x is not finite.
     */
    public Tensor solve(Tensor b) {
        int n = packed.size(-1);
        if (b.dim() < 2 || b.size(-2) != n || b.dtype() != packed.dtype()) {
            throw new ShapeException("ldl: factors " + packed.dtype() + " " + packed.shape() + " and right sides "
                    + b.dtype() + " " + b.shape() + " do not match");
        }
        var lead = packed.shape().slice(0, packed.dim() - 2);
        var batch = Shape.broadcast("ldl", lead, b.shape().slice(0, b.dim() - 2));
        int k = b.size(-1);
        var factors = packed.expand(batch.concat(Shape.of(n, n))).toDoubleArray();
        var exchanged = pivots.expand(batch.concat(Shape.of(n))).toIntArray();
        var values = b.expand(batch.concat(Shape.of(n, k))).toDoubleArray();
        for (int i = 0; i < batch.elements(); i++) {
            var sides = Arrays.copyOfRange(values, i * n * k, (i + 1) * n * k);
            BunchKaufman.solve(
                    Arrays.copyOfRange(factors, i * n * n, (i + 1) * n * n),
                    n,
                    checked(Arrays.copyOfRange(exchanged, i * n, (i + 1) * n)),
                    sides,
                    k);
            System.arraycopy(sides, 0, values, i * n * k, n * k);
        }
        return Tensor.wrap(values, DType.F64, batch.concat(Shape.of(n, k))).to(b.dtype());
    }

    private static int[] checked(int[] pivots) {
        for (int i = 0; i < pivots.length; i++) {
            boolean pair = pivots[i] < 0;
            int row = Math.abs(pivots[i]);
            if (row < 1 || row > pivots.length || pair && (i + 1 == pivots.length || pivots[i + 1] != pivots[i])) {
                throw new IllegalArgumentException(
                        "ldl: pivots " + Arrays.toString(pivots) + " are none of " + pivots.length + " rows");
            }
            i += pair ? 1 : 0;
        }
        return pivots;
    }
}
