package io.lanewise.tensor;

import io.lanewise.tensor.random.Generator;

/**
 * Singular values of large matrices of low rank, found in a random projection of few columns (Halko, Martinsson and
 * Tropp 2009, arXiv:0909.4061). What is found is exact where the rank is at most the number of columns, else near.
 */
public final class LowRank {
    private LowRank() {}

    /**
     * Orthonormal columns [..., m, q] whose span nearly holds the columns of a [..., m, n].
     *
     * @param iterations how often the projection is taken through a and its transpose, which brings it nearer: 2 is
     *     mostly enough
     */
    public static Tensor basis(Tensor a, int q, int iterations, Generator generator) {
        check("LowRank.basis", a, q, iterations);
        var basis = Linalg.qr(a.matmul(generator.randn(Shape.of(a.size(-1), q), a.dtype())))
                .q();
        for (int i = 0; i < iterations; i++) {
            basis = Linalg.qr(a.mT().matmul(basis)).q();
            basis = Linalg.qr(a.matmul(basis)).q();
        }
        return basis;
    }

    private static void check(String operation, Tensor a, int q, int iterations) {
        if (a.dim() < 2 || q < 0 || q > Math.min(a.size(-1), a.size(-2)) || iterations < 0) {
            throw new ShapeException(operation + ": " + q + " columns and " + iterations + " iterations for "
                    + a.shape() + "; expected [..., m, n], up to min(m, n) columns, and no negative numbers");
        }
    }

    /**
     * The q greatest singular values of a [..., m, n] and their vectors; differentiable where the rank is q at least.
     *
     * @param iterations as in {@link #basis}
     */
    public static Linalg.Svd svd(Tensor a, int q, int iterations, Generator generator) {
        check("LowRank.svd", a, q, iterations);
        if (a.size(-2) < a.size(-1) || a.size(-1) > q) {
            var basis = basis(a.mT(), q, iterations, generator);
            var small = Linalg.svd(a.matmul(basis));
            return new Linalg.Svd(small.u(), small.values(), basis.matmul(small.v()));
        }
        var basis = basis(a, q, iterations, generator);
        var small = Linalg.svd(basis.mT().matmul(a));
        return new Linalg.Svd(basis.matmul(small.u()), small.values(), small.v());
    }

    /**
     * {@link #svd} of samples [..., m, n], each of n features, from which their mean is taken: the columns of v are the q
     * principal directions, the squares of the values over m − 1 the variances along them.
     */
    public static Linalg.Svd pca(Tensor samples, int q, int iterations, Generator generator) {
        check("LowRank.pca", samples, q, iterations);
        return svd(samples.sub(samples.mean(true, -2)), q, iterations, generator);
    }
}
