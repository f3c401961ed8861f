package io.lanewise.tensor;

import io.lanewise.tensor.linalg.Gauss;
import io.lanewise.tensor.linalg.Orthogonal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Factorizations of every matrix of a batch. One that has several factors puts them below each other into one output,
 * from which {@link Linalg} takes them apart. The derivatives are those of Giles 2008 ("Collected matrix derivative
 * results") and Seeger et al. 2017 (arXiv:1710.08717).
 */
sealed interface Factorization extends Op.Custom {
    /** The rows of the output for a matrix [m, n]; its columns are n. */
    int rows(int m, int n);

    /** Factors a [m, n], which may be overwritten, into out [rows, n]. */
    void factor(double[] a, int m, int n, double[] out);

    @Override
    default Inference.Result infer(List<Tensor> inputs) {
        var x = inputs.getFirst();
        return new Inference.Result(x.shape().with(-2, rows(x.size(-2), x.size(-1))), x.dtype());
    }

    @Override
    default Tensor forward(List<Tensor> inputs) {
        var x = inputs.getFirst();
        int m = x.size(-2);
        int n = x.size(-1);
        var shape = infer(inputs).shape();
        var values = x.toDoubleArray();
        var result = new double[shape.elements()];
        int batches = x.shape().slice(0, x.dim() - 2).elements();
        int size = shape.dim(-2) * n;
        for (int b = 0; b < batches && m > 0 && n > 0; b++) {
            var out = new double[size];
            factor(Arrays.copyOfRange(values, b * m * n, (b + 1) * m * n), m, n, out);
            System.arraycopy(out, 0, result, b * size, size);
        }
        return Tensor.wrap(result, DType.F64, shape).to(x.dtype());
    }

    default Tensor of(Tensor x) {
        return Engine.run(this, x);
    }

    private static Tensor rowsOf(Tensor packed, int from, int count) {
        return packed.narrow(-2, from, count);
    }

    private static Tensor eye(Tensor like, int n) {
        return Tensor.eye(n, n, like.dtype());
    }

    /** 1/2 on the diagonal, 1 below. */
    private static Tensor lowerHalf(Tensor x) {
        return x.tril(0).sub(x.mul(eye(x, x.size(-1))).mul(0.5));
    }

    /** L with L·Lᵗ = a. */
    record Cholesky() implements Factorization {
        @Override
        public int rows(int m, int n) {
            return m;
        }

        @Override
        public void factor(double[] a, int m, int n, double[] out) {
            if (!Gauss.cholesky(a, n)) {
                throw new ArithmeticException("cholesky: a matrix is not positive definite");
            }
            System.arraycopy(a, 0, out, 0, out.length);
        }

        @Override
        public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor l) {
            var half = lowerHalf(l.mT().matmul(gradient));
            var inner = Linalg.solve(l.mT(), half);
            var full = Linalg.solve(l.mT(), inner.mT()).mT();
            return Arrays.asList(full.add(full.mT()).mul(0.5));
        }
    }

    /** Q [m, n] over R [n, n], for m ≥ n. */
    record Qr() implements Factorization {
        @Override
        public int rows(int m, int n) {
            return m + n;
        }

        @Override
        public void factor(double[] a, int m, int n, double[] out) {
            var q = new double[m * n];
            var r = new double[n * n];
            Orthogonal.qr(a, m, n, q, r, n);
            System.arraycopy(q, 0, out, 0, q.length);
            System.arraycopy(r, 0, out, q.length, r.length);
        }

        @Override
        public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output) {
            int n = output.size(-1);
            int m = output.size(-2) - n;
            var q = rowsOf(output, 0, m);
            var r = rowsOf(output, m, n);
            var gq = rowsOf(gradient, 0, m);
            var gr = rowsOf(gradient, m, n);
            var mixed = r.matmul(gr.mT()).sub(gq.mT().matmul(q));
            var symmetric = mixed.tril(0).add(mixed.tril(-1).mT());
            return Arrays.asList(
                    Linalg.solve(r, gq.add(q.matmul(symmetric)).mT()).mT());
        }
    }

    /** L below the diagonal, U on and above it, of a square matrix whose rows are in the right order. */
    record Lu() implements Factorization {
        @Override
        public int rows(int m, int n) {
            return m;
        }

        @Override
        public void factor(double[] a, int m, int n, double[] out) {
            Gauss.factorInOrder(a, n);
            System.arraycopy(a, 0, out, 0, out.length);
        }

        @Override
        public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output) {
            var l = output.tril(-1).add(eye(output, output.size(-1)));
            var u = output.triu(0);
            var middle = l.mT().matmul(gradient.tril(-1))
                    .tril(-1)
                    .add(gradient.triu(0).matmul(u.mT()).triu(0));
            var left = Linalg.solve(l.mT(), middle);
            return Arrays.asList(Linalg.solve(u, left.mT()).mT());
        }
    }

    /**
     * The eigenvalues of a symmetric matrix, ascending, as a row over its eigenvectors, the columns. The lower triangle
     * is read; the gradient is that of a matrix that stays symmetric.
     */
    record Eigen() implements Factorization {
        @Override
        public int rows(int m, int n) {
            return n + 1;
        }

        @Override
        public void factor(double[] a, int m, int n, double[] out) {
            var values = new double[n];
            var vectors = new double[n * n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    a[j * n + i] = a[i * n + j];
                }
            }
            Orthogonal.eigen(a, n, values, vectors);
            System.arraycopy(values, 0, out, 0, n);
            System.arraycopy(vectors, 0, out, n, n * n);
        }

        @Override
        public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output) {
            int n = output.size(-1);
            var values = output.select(-2, 0);
            var v = rowsOf(output, 1, n);
            var gaps = values.unsqueeze(-2).sub(values.unsqueeze(-1));
            var turned = overGaps(v.mT().matmul(rowsOf(gradient, 1, n)), gaps);
            var inner = turned.add(gradient.select(-2, 0).diagEmbed(0, -2, -1));
            var full = v.matmul(inner).matmul(v.mT());
            return Arrays.asList(full.add(full.mT()).mul(0.5));
        }
    }

    /** x/gap, and 0 where values coincide and vectors turn freely. */
    private static Tensor overGaps(Tensor x, Tensor gaps) {
        var zero = gaps.eq(0L);
        return zero.where(Tensor.scalar(0, x.dtype()), x.div(zero.where(Tensor.scalar(1, gaps.dtype()), gaps)));
    }

    /** U [m, n] over the singular values as a row over V [n, n], for m ≥ n. */
    record Svd() implements Factorization {
        @Override
        public int rows(int m, int n) {
            return m + 1 + n;
        }

        @Override
        public void factor(double[] a, int m, int n, double[] out) {
            var u = new double[m * n];
            var values = new double[n];
            var v = new double[n * n];
            Orthogonal.svd(a, m, n, u, values, v);
            System.arraycopy(u, 0, out, 0, u.length);
            System.arraycopy(values, 0, out, u.length, n);
            System.arraycopy(v, 0, out, u.length + n, v.length);
        }

        @Override
        public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output) {
            int n = output.size(-1);
            int m = output.size(-2) - n - 1;
            var u = rowsOf(output, 0, m);
            var s = output.select(-2, m);
            var v = rowsOf(output, m + 1, n);
            var gu = rowsOf(gradient, 0, m);
            var gv = rowsOf(gradient, m + 1, n);
            var squares = s.square();
            var gaps = squares.unsqueeze(-2).sub(squares.unsqueeze(-1));
            var uu = u.mT().matmul(gu);
            var vv = v.mT().matmul(gv);
            var inner = overGaps(uu.sub(uu.mT()), gaps)
                    .mul(s.unsqueeze(-2))
                    .add(overGaps(vv.sub(vv.mT()), gaps).mul(s.unsqueeze(-1)))
                    .add(gradient.select(-2, m).diagEmbed(0, -2, -1));
            var outside = gu.sub(u.matmul(uu));
            var scaled = overGaps(outside, s.unsqueeze(-2).expand(outside.shape()));
            return Arrays.asList(u.matmul(inner).add(scaled).matmul(v.mT()));
        }
    }
}
