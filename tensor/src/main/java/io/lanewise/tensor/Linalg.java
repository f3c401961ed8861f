package io.lanewise.tensor;

import io.lanewise.tensor.linalg.Gauss;
import io.lanewise.tensor.linalg.Orthogonal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Linear algebra of matrices [..., m, n], in f64 inside. All are differentiable but for what says otherwise.
 *
 * @see Products products and {@link Norms} norms that need no factorization, on {@link Tensor}
 */
public final class Linalg {
    private Linalg() {}

    private static Tensor floats(String operation, Tensor x) {
        if (!x.dtype().isFloat() || x.dim() < 2) {
            throw new ShapeException(
                    operation + ": expected a float matrix or a batch of them, got " + x.dtype() + " " + x.shape());
        }
        return x;
    }

    private static Tensor square(String operation, Tensor x) {
        if (floats(operation, x).size(-1) != x.size(-2)) {
            throw new ShapeException(operation + ": expected square matrices, got " + x.shape());
        }
        return x;
    }

    /**
     * The x with a·x = b, for b of vectors [..., n] or matrices [..., n, k]; leading sizes are broadcast.
     *
     * @throws ArithmeticException when a is singular
     */
    public static Tensor solve(Tensor a, Tensor b) {
        square("solve", a);
        boolean vectors = b.dim() == 1
                || b.dim() == a.dim() - 1 && b.shape().equals(a.shape().without(-1));
        var x = solveMatrices(a, vectors ? b.unsqueeze(-1) : b);
        return vectors ? x.squeeze(-1) : x;
    }

    private static Tensor solveMatrices(Tensor a, Tensor sides) {
        square("solve", a);
        if (sides.dim() < 2 || sides.size(-2) != a.size(-1)) {
            throw new ShapeException("solve: " + a.shape() + " and right sides " + sides.shape() + " do not match");
        }
        var batch = Shape.broadcast(
                "solve", a.shape().slice(0, a.dim() - 2), sides.shape().slice(0, sides.dim() - 2));
        return Engine.run(
                new Solving.Solve(),
                a.expand(batch.concat(Shape.of(a.size(-2), a.size(-1)))),
                sides.expand(batch.concat(Shape.of(sides.size(-2), sides.size(-1)))));
    }

    /** @throws ArithmeticException when a is singular */
    public static Tensor inv(Tensor a) {
        return solveMatrices(square("inv", a), Tensor.eye(a.size(-1), a.size(-1), a.dtype()));
    }

    /**
     * {@link #solve} with one triangle of a, for b of matrices [..., n, k].
     *
     * @param unit whether the diagonal is taken to be 1
     */
    public static Tensor solveTriangular(Tensor a, Tensor b, boolean upper, boolean unit) {
        var triangle = upper ? a.triu(unit ? 1 : 0) : a.tril(unit ? -1 : 0);
        return solveMatrices(unit ? triangle.add(Tensor.eye(a.size(-1), a.size(-1), a.dtype())) : triangle, b);
    }

    /**
     * Where a·x comes nearest to b, by the sum of squares.
     *
     * @param solution the least such x: [..., n], or [..., n, k] for right sides that are matrices
     * @param residuals the sum of squares that is left for each right side [..., k]; none, [0], unless there are more
     *     rows than columns and every matrix has full rank. Not differentiable
     * @param rank of a: i64 [...]
     * @param singularValues of a, descending: [..., min(m, n)]; not differentiable here
     */
    public record LeastSquares(Tensor solution, Tensor residuals, Tensor rank, Tensor singularValues) {}

    /**
     * The least squares of a [..., m, n] and right sides b, vectors [..., m] or matrices [..., m, k]; leading sizes are
     * broadcast.
     *
     * @param relative singular values up to this part of the greatest one count as 0
     */
    public static LeastSquares lstsq(Tensor a, Tensor b, double relative) {
        boolean vectors = b.dim() == floats("lstsq", a).dim() - 1
                && b.shape().equals(a.shape().without(-1));
        var sides = vectors ? b.unsqueeze(-1) : b;
        if (sides.dim() < 2 || sides.size(-2) != a.size(-2) || sides.dtype() != a.dtype()) {
            throw new ShapeException("lstsq: " + a.dtype() + " " + a.shape() + " and right sides " + b.dtype() + " "
                    + b.shape() + " do not match: expected as many rows of the same type");
        }
        var x = pinv(a, relative).matmul(sides);
        var values = singularValues(a.detach());
        boolean empty = values.size(-1) == 0;
        var rank =
                empty ? rank(a) : values.gt(values.amax(true, -1).mul(relative)).sum(-1);
        boolean full = a.size(-2) > a.size(-1) && rank.eq(a.size(-1)).all().item() != 0;
        var left = full
                ? a.detach().matmul(x.detach()).sub(sides.detach()).square().sum(-2)
                : Tensor.zeros(Shape.of(0), a.dtype());
        return new LeastSquares(vectors ? x.squeeze(-1) : x, left, rank, values);
    }

    /** {@link #lstsq(Tensor, Tensor, double)} with the type's precision times the greater size. */
    public static LeastSquares lstsq(Tensor a, Tensor b) {
        return lstsq(a, b, precision(a) * Math.max(a.size(-1), a.size(-2)));
    }

    public static Tensor det(Tensor a) {
        return Engine.run(new Solving.Determinant(), square("det", a));
    }

    /** The sign of the determinant; not differentiable. */
    public static Tensor signDet(Tensor a) {
        return Solving.sign(square("signDet", a).detach());
    }

    /** log |det a|. */
    public static Tensor logAbsDet(Tensor a) {
        return Engine.run(new Solving.LogDeterminant(), square("logAbsDet", a));
    }

    /** log(det a); NaN where the determinant is negative. */
    public static Tensor logDet(Tensor a) {
        var nan = Tensor.scalar(Double.NaN, a.dtype());
        return signDet(a).lt(0L).where(nan, logAbsDet(a));
    }

    /**
     * The lower L with L·Lᵗ = a, of which the lower triangle is read.
     *
     * @throws ArithmeticException when a is not positive definite
     */
    public static Tensor cholesky(Tensor a) {
        return new Factorization.Cholesky().of(square("cholesky", a));
    }

    /** Orthonormal columns q [..., m, k] and an upper triangle r [..., k, n], k = min(m, n), whose product is a. */
    public record Qr(Tensor q, Tensor r) {}

    public static Qr qr(Tensor a) {
        int m = floats("qr", a).size(-2);
        int n = a.size(-1);
        int k = Math.min(m, n);
        var packed = new Factorization.Qr().of(a.narrow(-1, 0, k));
        var q = packed.narrow(-2, 0, m);
        var r = packed.narrow(-2, m, k);
        return m >= n ? new Qr(q, r) : new Qr(q, Tensor.cat(List.of(r, q.mT().matmul(a.narrow(-1, k, n - k))), -1));
    }

    /**
     * The first n columns of H₁·…·Hₖ, each Hᵢ = 1 − scaleᵢ·vᵢ·vᵢᵗ a reflection as LAPACK's QR keeps it: vᵢ is 0 above the
     * diagonal and 1 on it.
     *
     * @param vectors [..., m, n] with m ≥ n: column i below the diagonal is the rest of vᵢ
     * @param scales [..., k] with k ≤ n
     */
    public static Tensor householderProduct(Tensor vectors, Tensor scales) {
        int m = floats("householderProduct", vectors).size(-2);
        int n = vectors.size(-1);
        if (m < n || scales.dim() != vectors.dim() - 1 || scales.size(-1) > n) {
            throw new ShapeException("householderProduct: vectors " + vectors.shape() + " and scales " + scales.shape()
                    + " do not match; expected [..., m, n] with m >= n, and [..., k] with k <= n");
        }
        var eye = Tensor.eye(m, n, vectors.dtype());
        var reflections = vectors.tril(-1).add(eye);
        var product = eye.expand(vectors.shape());
        for (int i = scales.size(-1) - 1; i >= 0; i--) {
            var v = reflections.narrow(-1, i, 1);
            var scale = scales.narrow(-1, i, 1).unsqueeze(-1);
            product = product.sub(v.mul(scale).matmul(v.mT().matmul(product)));
        }
        return product;
    }

    /**
     * A factorization with rows exchanged.
     *
     * @param packed the unit lower L below the diagonal, the upper U on and above it: [..., m, n]
     * @param pivots with which row, counted from 1, each row was exchanged: i32 [..., min(m, n)]
     * @param order the row of a that each row of L·U is: i64 [..., m]
     */
    public record Lu(Tensor packed, Tensor pivots, Tensor order) {
        /** [..., m, min(m, n)]. */
        public Tensor lower() {
            int k = Math.min(packed.size(-2), packed.size(-1));
            return packed.narrow(-1, 0, k).tril(-1).add(Tensor.eye(packed.size(-2), k, packed.dtype()));
        }

        /** [..., min(m, n), n]. */
        public Tensor upper() {
            return packed.narrow(-2, 0, Math.min(packed.size(-2), packed.size(-1)))
                    .triu(0);
        }

        /** The P [..., m, m] with P·L·U = a; not differentiable. */
        public Tensor permutation() {
            var columns = Tensor.arange(packed.size(-2));
            return order.unsqueeze(-2).eq(columns.unsqueeze(-1)).to(packed.dtype());
        }
    }

    public static Lu lu(Tensor a) {
        int m = floats("lu", a).size(-2);
        int n = a.size(-1);
        int k = Math.min(m, n);
        var batch = a.shape().slice(0, a.dim() - 2);
        var pivots = new int[batch.elements() * k];
        var order = new long[batch.elements() * m];
        var values = a.toDoubleArray();
        for (int b = 0; b < batch.elements(); b++) {
            var exchanged = new int[k];
            Gauss.factor(Arrays.copyOfRange(values, b * m * n, (b + 1) * m * n), m, n, exchanged);
            var rows = IntStream.range(0, m).toArray();
            for (int i = 0; i < k; i++) {
                pivots[b * k + i] = exchanged[i] + 1;
                int kept = rows[i];
                rows[i] = rows[exchanged[i]];
                rows[exchanged[i]] = kept;
            }
            for (int i = 0; i < m; i++) {
                order[b * m + i] = rows[i];
            }
        }
        var rowOrder = Tensor.wrap(order, DType.I64, batch.concat(Shape.of(m)));
        var ordered = a.gather(-2, rowOrder.unsqueeze(-1).expand(a.shape()));
        return new Lu(factored(ordered, m, n), Tensor.wrap(pivots, DType.I32, batch.concat(Shape.of(k))), rowOrder);
    }

    /** The square head is factored; what is below it, or beside it, is solved for. */
    private static Tensor factored(Tensor a, int m, int n) {
        int k = Math.min(m, n);
        var head = new Factorization.Lu().of(a.narrow(-2, 0, k).narrow(-1, 0, k));
        if (m > n) {
            var below = a.narrow(-2, k, m - k);
            return Tensor.cat(
                    List.of(
                            head,
                            solveTriangular(head.mT(), below.mT(), false, false).mT()),
                    -2);
        }
        return m == n
                ? head
                : Tensor.cat(List.of(head, solveTriangular(head, a.narrow(-1, k, n - k), false, true)), -1);
    }

    /** The x with a·x = b, from {@link #lu} of a: its packed factors and pivots. */
    public static Tensor luSolve(Tensor packed, Tensor pivots, Tensor b) {
        return solve(luProduct(packed, pivots), b);
    }

    /** The matrix whose {@link #lu} has these packed factors and pivots. */
    public static Tensor luProduct(Tensor packed, Tensor pivots) {
        int n = square("luProduct", packed).size(-1);
        var exchanges = pivots.toIntArray();
        var origin = new long[exchanges.length];
        for (int b = 0; b < exchanges.length / Math.max(n, 1); b++) {
            var rows = IntStream.range(0, n).toArray();
            for (int i = 0; i < n; i++) {
                int other = exchanges[b * n + i] - 1;
                int kept = rows[i];
                rows[i] = rows[other];
                rows[other] = kept;
            }
            for (int i = 0; i < n; i++) {
                origin[b * n + rows[i]] = i;
            }
        }
        var product = packed.tril(-1).add(Tensor.eye(n, n, packed.dtype())).matmul(packed.triu(0));
        var index = Tensor.wrap(origin, DType.I64, packed.shape().without(-1));
        return product.gather(-2, index.unsqueeze(-1).expand(packed.shape()));
    }

    /**
     * Singular values, descending, [..., k], and orthonormal u [..., m, k] and v [..., n, k], k = min(m, n), with a =
     * u·diag(values)·vᵗ. A column of u belongs to one of v; both may change their sign.
     */
    public record Svd(Tensor u, Tensor values, Tensor v) {}

    public static Svd svd(Tensor a) {
        floats("svd", a);
        if (a.size(-2) < a.size(-1)) {
            var turned = svd(a.mT());
            return new Svd(turned.v(), turned.values(), turned.u());
        }
        int m = a.size(-2);
        int n = a.size(-1);
        var packed = new Factorization.Svd().of(a);
        return new Svd(packed.narrow(-2, 0, m), packed.select(-2, m), packed.narrow(-2, m + 1, n));
    }

    /**
     * {@link #svd(Tensor)}, on demand with all columns of u [..., m, m] and v [..., n, n]. Those without a singular value
     * are some basis of what the others leave, and have no gradient.
     */
    public static Svd svd(Tensor a, boolean fullMatrices) {
        var parts = svd(a);
        return fullMatrices ? new Svd(completed(parts.u()), parts.values(), completed(parts.v())) : parts;
    }

    /** Orthonormal columns q [..., m, k] and others at right angles beside them: [..., m, m]. */
    private static Tensor completed(Tensor q) {
        int m = q.size(-2);
        int k = q.size(-1);
        if (m == k) {
            return q;
        }
        var batch = q.shape().slice(0, q.dim() - 2);
        var values = q.toDoubleArray();
        var all = new double[batch.elements() * m * m];
        for (int b = 0; b < batch.elements(); b++) {
            var full = new double[m * m];
            var matrix = Arrays.copyOfRange(values, b * m * k, (b + 1) * m * k);
            Orthogonal.qr(matrix, m, k, full, new double[m * k], m);
            System.arraycopy(full, 0, all, b * m * m, m * m);
        }
        var basis = Tensor.wrap(all, DType.F64, batch.concat(Shape.of(m, m))).to(q.dtype());
        return Tensor.cat(List.of(q, basis.narrow(-1, k, m - k)), -1);
    }

    /** The singular values, descending: [..., min(m, n)]. */
    public static Tensor singularValues(Tensor a) {
        return svd(a).values();
    }

    /** Eigenvalues, ascending, [..., n], and orthonormal eigenvectors, the columns [..., n, n]. */
    public record Eigen(Tensor values, Tensor vectors) {}

    /** Of symmetric matrices, of which the lower triangle is read. */
    public static Eigen eigh(Tensor a) {
        int n = square("eigh", a).size(-1);
        var packed = new Factorization.Eigen().of(a);
        return new Eigen(packed.select(-2, 0), packed.narrow(-2, 1, n));
    }

    /** Of symmetric matrices, of which the upper or the lower triangle is read. */
    public static Eigen eigh(Tensor a, boolean upper) {
        return eigh(upper ? a.mT() : a);
    }

    /** The symmetric matrix with this one's lower triangle. */
    public static Tensor fromLower(Tensor a) {
        return a.tril(0).add(a.tril(-1).mT());
    }

    /**
     * The pseudoinverse of Moore and Penrose [..., n, m].
     *
     * @param relative singular values up to this part of the greatest one count as 0
     */
    public static Tensor pinv(Tensor a, double relative) {
        return new PseudoInverse(relative, false).of(floats("pinv", a));
    }

    /** {@link #pinv(Tensor, double)} with the type's precision times the greater size. */
    public static Tensor pinv(Tensor a) {
        return pinv(a, precision(a) * Math.max(a.size(-1), a.size(-2)));
    }

    private static double precision(Tensor a) {
        return a.dtype() == DType.F64 ? Math.ulp(1.0) : Math.ulp(1f);
    }

    /** {@link #pinv(Tensor, double)} with a number for each matrix: [...]. */
    public static Tensor pinv(Tensor a, Tensor relative) {
        if (a.size(-1) == 0 || a.size(-2) == 0) {
            return pinv(a);
        }
        var parts = svd(a);
        var s = parts.values();
        var counts = s.gt(s.amax(true, -1).mul(relative.unsqueeze(-1)));
        var one = Tensor.scalar(1, s.dtype());
        var inverse = counts.where(counts.where(s, one).reciprocal(), Tensor.scalar(0, s.dtype()));
        return parts.v().mul(inverse.unsqueeze(-2)).matmul(parts.u().mT());
    }

    /** The pseudoinverse of symmetric matrices, of which the lower triangle is read. */
    public static Tensor pinvSymmetric(Tensor a) {
        return new PseudoInverse(precision(a) * a.size(-1), true).of(square("pinvSymmetric", a));
    }

    /** How many singular values are greater than {@code absolute} and than {@code relative} times the greatest: i64 [...]. */
    public static Tensor rank(Tensor a, Tensor absolute, Tensor relative) {
        if (a.size(-1) == 0 || a.size(-2) == 0) {
            return Tensor.zeros(a.shape().slice(0, a.dim() - 2), DType.I64);
        }
        var values = singularValues(a.detach());
        var limit = values.amax(false, -1).mul(relative).maximum(absolute);
        return values.gt(limit.unsqueeze(-1)).sum(-1);
    }

    /** {@link #rank(Tensor, Tensor, Tensor)} by the type's precision times the greater size. */
    public static Tensor rank(Tensor a) {
        double relative = precision(a) * Math.max(a.size(-1), a.size(-2));
        return rank(a, Tensor.scalar(0, a.dtype()), Tensor.scalar(relative, a.dtype()));
    }

    /** aⁿ; of the inverse for a negative n. */
    public static Tensor power(Tensor a, int n) {
        square("power", a);
        if (n < 0) {
            return power(inv(a), -n);
        }
        if (n == 0) {
            return Tensor.eye(a.size(-1), a.size(-1), a.dtype())
                    .expand(a.shape())
                    .copy();
        }
        var half = power(a, n / 2);
        return n == 1 ? a : n % 2 == 0 ? half.matmul(half) : half.matmul(half).matmul(a);
    }

    /**
     * The norm of matrices induced by that of vectors: {@link Norms#matrixNorm}, and for p = 2 the greatest singular
     * value, for −2 the least.
     *
     * @param rows the axis along which rows follow each other
     * @param columns the axis along which columns follow each other
     */
    public static Tensor matrixNorm(Tensor a, double p, boolean keepAxes, int rows, int columns) {
        if (Math.abs(p) != 2) {
            return a.matrixNorm(p, keepAxes, rows, columns);
        }
        var values = singularValues(a.moveaxis(new int[] {rows, columns}, new int[] {-2, -1}));
        return kept(a, p > 0 ? values.amax(false, -1) : values.amin(false, -1), keepAxes, rows, columns);
    }

    /** The sum of the singular values of matrices in two axes. */
    public static Tensor nuclearNorm(Tensor a, boolean keepAxes, int rows, int columns) {
        var values = singularValues(a.moveaxis(new int[] {rows, columns}, new int[] {-2, -1}));
        return kept(a, values.sum(-1), keepAxes, rows, columns);
    }

    private static Tensor kept(Tensor a, Tensor norm, boolean keepAxes, int rows, int columns) {
        return keepAxes ? norm.reshape(a.shape().with(rows, 1).with(columns, 1)) : norm;
    }

    /** The greatest singular value divided by the least. */
    public static Tensor cond(Tensor a) {
        var values = singularValues(a);
        return values.amax(false, -1).div(values.amin(false, -1));
    }

    /** The inverse of a as a map from its last axes to its first ones, so many of these. */
    public static Tensor tensorInv(Tensor a, int first) {
        var rows = a.shape().slice(0, first);
        var columns = a.shape().slice(first, a.dim());
        return inv(a.reshape(rows.elements(), columns.elements())).reshape(columns.concat(rows));
    }

    /** The x with tensordot(a, x, x's number of axes) = b. */
    public static Tensor tensorSolve(Tensor a, Tensor b) {
        var shape = a.shape().slice(b.dim(), a.dim());
        return solve(a.reshape(b.elements(), shape.elements()), b.ravel()).reshape(shape);
    }
}
