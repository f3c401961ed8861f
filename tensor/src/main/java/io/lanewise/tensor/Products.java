package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Products that the matrix product gives: with vectors, over several axes, added to something. */
sealed interface Products permits Tensor {
    Tensor self();

    /** The product of two matrices. */
    default Tensor mm(Tensor other) {
        return checked("mm", 2, other, 2).matmul(other);
    }

    /** The products of as many pairs of matrices. */
    default Tensor bmm(Tensor other) {
        return checked("bmm", 3, other, 3).matmul(other);
    }

    /** The product of a matrix and a vector. */
    default Tensor mv(Tensor vector) {
        return checked("mv", 2, vector, 1).matmul(vector);
    }

    private Tensor checked(String operation, int rank, Tensor other, int otherRank) {
        if (self().dim() != rank || other.dim() != otherRank) {
            throw new ShapeException(operation + ": expected " + rank + " and " + otherRank + " dimensions, got "
                    + self().shape() + " and " + other.shape());
        }
        return self();
    }

    /** The sums of products along the last axis of both: [..., k] and [---, k] give [..., ---]. */
    default Tensor inner(Tensor other) {
        var x = self();
        if (x.dim() == 0 || other.dim() == 0) {
            return x.mul(other);
        }
        return x.tensordot(other, new int[] {-1}, new int[] {-1});
    }

    /** The sum of products along an axis of two tensors, broadcast to each other. */
    default Tensor vecdot(Tensor other, int axis) {
        return self().mul(other).sum(axis);
    }

    /** The sums of products over some axes of one and as many of the other, in their order. */
    default Tensor tensordot(Tensor other, int[] axes, int[] otherAxes) {
        var x = self();
        var left = Arrays.stream(axes).map(x.shape()::axis).toArray();
        var right = Arrays.stream(otherAxes).map(other.shape()::axis).toArray();
        var keptLeft = rest(x.dim(), left);
        var keptRight = rest(other.dim(), right);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            if (left.length != right.length || x.size(left[i]) != other.size(right[i])) {
                throw new ShapeException("tensordot: " + x.shape() + " and " + other.shape() + " do not match at axes "
                        + Arrays.toString(axes) + " and " + Arrays.toString(otherAxes));
            }
        }
        int inner = IntStream.of(left).map(x::size).reduce(1, (a, b) -> a * b);
        int rows = IntStream.of(keptLeft).map(x::size).reduce(1, (a, b) -> a * b);
        int columns = IntStream.of(keptRight).map(other::size).reduce(1, (a, b) -> a * b);
        var a = x.permute(joined(keptLeft, left)).reshape(rows, inner);
        var b = other.permute(joined(right, keptRight)).reshape(inner, columns);
        var sizes = IntStream.concat(
                IntStream.of(keptLeft).map(x::size), IntStream.of(keptRight).map(other::size));
        return a.matmul(b).reshape(sizes.toArray());
    }

    /** The sums of products over the last axes of one and the first of the other, so many of each. */
    default Tensor tensordot(Tensor other, int axes) {
        int rank = self().dim();
        return tensordot(
                other,
                IntStream.range(rank - axes, rank).toArray(),
                IntStream.range(0, axes).toArray());
    }

    private static int[] rest(int rank, int[] taken) {
        return IntStream.range(0, rank)
                .filter(axis -> IntStream.of(taken).noneMatch(t -> t == axis))
                .toArray();
    }

    private static int[] joined(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }

    /** beta·this + alpha·(a x b), this being broadcast; it is not looked at where beta is 0. */
    default Tensor addmm(Tensor a, Tensor b, double beta, double alpha) {
        return plus(a.mm(b), beta, alpha);
    }

    /** beta·this + alpha·(matrix x vector). */
    default Tensor addmv(Tensor matrix, Tensor vector, double beta, double alpha) {
        return plus(matrix.mv(vector), beta, alpha);
    }

    /** beta·this + alpha·(the outer product of two vectors). */
    default Tensor addr(Tensor a, Tensor b, double beta, double alpha) {
        return plus(a.outer(b), beta, alpha);
    }

    /** beta·this + alpha·(the products of pairs of matrices). */
    default Tensor baddbmm(Tensor a, Tensor b, double beta, double alpha) {
        return plus(a.bmm(b), beta, alpha);
    }

    /** beta·this + alpha·(the sum of the products of pairs of matrices). */
    default Tensor addbmm(Tensor a, Tensor b, double beta, double alpha) {
        return plus(a.bmm(b).sum(0), beta, alpha);
    }

    private Tensor plus(Tensor product, double beta, double alpha) {
        var scaled = scaled(product, alpha);
        var shape = Shape.broadcast("addmm", self().shape(), product.shape());
        if (!shape.equals(product.shape())) {
            throw new ShapeException(
                    "addmm: " + self().shape() + " does not broadcast to the product's shape " + product.shape());
        }
        return beta == 0 ? scaled : scaled(self(), beta).add(scaled);
    }

    /** Integers are scaled by whole numbers, as in PyTorch. */
    private static Tensor scaled(Tensor x, double scale) {
        return scale == 1 ? x : x.dtype().isFloat() ? x.mul(scale) : x.mul((long) scale);
    }

    /** The cross product of vectors of three elements along an axis. */
    default Tensor cross(Tensor other, int axis) {
        var shape = Shape.broadcast("cross", self().shape(), other.shape());
        if (shape.dim(axis) != 3) {
            throw new ShapeException("cross: expected size 3 at dimension " + axis + ", got " + self().shape() + " and "
                    + other.shape());
        }
        var a = self().expand(shape);
        var b = other.expand(shape);
        return a.roll(-1, axis).mul(b.roll(-2, axis)).sub(a.roll(-2, axis).mul(b.roll(-1, axis)));
    }

    /** The Kronecker product: every element of this tensor times the whole of the other. */
    default Tensor kron(Tensor other) {
        int rank = Math.max(self().dim(), other.dim());
        var left = new int[2 * rank];
        var right = new int[2 * rank];
        var sizes = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int at = rank - i;
            left[2 * at] = i <= self().dim() ? self().size(-i) : 1;
            left[2 * at + 1] = 1;
            right[2 * at] = 1;
            right[2 * at + 1] = i <= other.dim() ? other.size(-i) : 1;
            sizes[at] = left[2 * at] * right[2 * at + 1];
        }
        return self().reshape(left).mul(other.reshape(right)).reshape(sizes);
    }

    /** The sum of a matrix's diagonal. */
    default Tensor trace() {
        return self().diagonal().sum();
    }

    /** The powers 0 to n − 1 of each element of vectors: [..., k] gives [..., k, n], a Vandermonde matrix. */
    default Tensor vander(int n) {
        var x = self().unsqueeze(-1);
        var powers = new ArrayList<Tensor>();
        var power = Tensor.ones(x.shape(), x.dtype());
        for (int i = 0; i < n; i++) {
            powers.add(power);
            power = power.mul(x);
        }
        return Tensor.cat(List.copyOf(powers), -1);
    }
}
