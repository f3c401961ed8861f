package io.lanewise.tensor;

import java.util.stream.IntStream;

/** Lengths of vectors, distances, angles. Axes as in {@link Reductions}: over none named, over all. */
sealed interface Norms permits Tensor {
    Tensor self();

    /**
     * The norm of vectors over some axes: (Σ |x|ᵖ)^(1/p); the greatest |x| for p = ∞, the least for −∞, the number of
     * elements that are not 0 for p = 0. Its gradient at 0 is 0.
     *
     * @throws DTypeException when the elements are not floats
     */
    default Tensor norm(double p, boolean keepAxes, int... axes) {
        var x = self();
        if (!x.dtype().isFloat()) {
            throw new DTypeException("norm: expected a float tensor, not " + x.dtype());
        }
        if (p == Double.POSITIVE_INFINITY) {
            return x.abs().amax(keepAxes, axes);
        }
        if (p == Double.NEGATIVE_INFINITY) {
            return x.abs().amin(keepAxes, axes);
        }
        if (p == 0) {
            return x.ne(0L).to(x.dtype()).sum(keepAxes, axes);
        }
        if (p == 1) {
            return x.abs().sum(keepAxes, axes);
        }
        if (p == 2) {
            return root(x.sumSquares(keepAxes, axes), 2);
        }
        return root(power(x.abs(), p).sum(keepAxes, axes), p);
    }

    /** xᵖ for x ≥ 0, constant at 0, where its derivative would be infinite or NaN. */
    private static Tensor power(Tensor x, double p) {
        var zero = x.eq(0L);
        var one = Tensor.scalar(1, x.dtype());
        return zero.where(
                Tensor.scalar(p > 0 ? 0 : Double.POSITIVE_INFINITY, x.dtype()),
                zero.where(one, x).pow(p));
    }

    private static Tensor root(Tensor sum, double p) {
        var zero = sum.eq(0L);
        var one = Tensor.scalar(1, sum.dtype());
        var positive = zero.where(one, sum);
        var root = p == 2 ? positive.sqrt() : positive.pow(1 / p);
        return zero.where(Tensor.scalar(p > 0 ? 0 : Double.POSITIVE_INFINITY, sum.dtype()), root);
    }

    /** √(Σ x²) over some axes: the norm with p = 2 of vectors, the Frobenius norm of matrices. */
    default Tensor norm(boolean keepAxes, int... axes) {
        return norm(2, keepAxes, axes);
    }

    /** The norm of the difference. */
    default Tensor dist(Tensor other, double p) {
        return self().sub(other).norm(p, false);
    }

    /**
     * The norm of matrices induced by that of vectors: for p = 1 the greatest sum of magnitudes of a column, for ∞ of a
     * row, for −1 and −∞ the least.
     *
     * @param rows the axis along which rows follow each other
     * @param columns the axis along which columns follow each other
     */
    default Tensor matrixNorm(double p, boolean keepAxes, int rows, int columns) {
        int over = Math.abs(p) == 1 ? rows : columns;
        int then = Math.abs(p) == 1 ? columns : rows;
        if (Math.abs(p) != 1 && !Double.isInfinite(p)) {
            throw new IllegalArgumentException("matrixNorm: expected p of 1, -1 or infinity, not " + p);
        }
        var sums = self().abs().sum(true, over);
        var norm = p > 0 ? sums.amax(true, then) : sums.amin(true, then);
        return keepAxes
                ? norm
                : norm.squeeze(Math.max(axis(over), axis(then))).squeeze(Math.min(axis(over), axis(then)));
    }

    private int axis(int axis) {
        return self().shape().axis(axis);
    }

    /** The distances of all pairs of rows: [..., m, k] and [..., n, k] give [..., m, n]. */
    default Tensor cdist(Tensor other, double p) {
        return self().unsqueeze(-2).sub(other.unsqueeze(-3)).norm(p, false, -1);
    }

    /** The distances of all pairs of a matrix's rows, each pair once: the part of {@link #cdist} above the diagonal. */
    default Tensor pdist(double p) {
        int n = self().size(0);
        var first = IntStream.range(0, n).flatMap(i -> IntStream.range(i + 1, n).map(_ -> i));
        var second = IntStream.range(0, n).flatMap(i -> IntStream.range(i + 1, n));
        var a = self().indexSelect(0, Tensor.of(first.asLongStream().toArray()));
        var b = self().indexSelect(0, Tensor.of(second.asLongStream().toArray()));
        return a.sub(b).norm(p, false, 1);
    }

    /** The parts along an axis whose norm is greater than a limit scaled down to it. */
    default Tensor renorm(double p, int axis, double limit) {
        int at = axis(axis);
        var others = IntStream.range(0, self().dim()).filter(i -> i != at).toArray();
        var norms = self().norm(p, true, others);
        var factors = norms.add(1e-7).reciprocal().mul(limit);
        return self().mul(norms.gt(limit).where(factors, Tensor.scalar(1, factors.dtype())));
    }
}
