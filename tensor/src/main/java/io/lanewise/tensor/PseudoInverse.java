package io.lanewise.tensor;

import io.lanewise.tensor.linalg.Orthogonal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pseudoinverse of every matrix of a batch. Its derivative (Golub and Pereyra 1973) needs no gaps between singular
 * values, as that of the factorization would.
 *
 * @param relative singular values up to this part of the greatest one count as 0
 * @param symmetric whether the lower triangle alone is read; the derivative takes the matrix to be symmetric
 */
record PseudoInverse(double relative, boolean symmetric) implements Op.Custom {
    @Override
    public Inference.Result infer(List<Tensor> inputs) {
        var x = inputs.getFirst();
        return new Inference.Result(
                x.shape().slice(0, x.dim() - 2).concat(Shape.of(x.size(-1), x.size(-2))), x.dtype());
    }

    @Override
    public Tensor forward(List<Tensor> inputs) {
        var x = symmetric ? Linalg.fromLower(inputs.getFirst()) : inputs.getFirst();
        if (x.size(-2) < x.size(-1)) {
            return forward(List.of(x.mT())).mT();
        }
        int m = x.size(-2);
        int n = x.size(-1);
        var values = x.toDoubleArray();
        var result = new double[values.length];
        for (int i = 0; i < values.length / Math.max(m * n, 1); i++) {
            invert(Arrays.copyOfRange(values, i * m * n, (i + 1) * m * n), m, n, result, i * m * n);
        }
        return Tensor.wrap(result, DType.F64, infer(inputs).shape()).to(x.dtype());
    }

    private void invert(double[] a, int m, int n, double[] out, int offset) {
        var u = new double[m * n];
        var s = new double[n];
        var v = new double[n * n];
        Orthogonal.svd(a, m, n, u, s, v);
        for (int k = 0; k < n && s[k] > relative * s[0]; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    out[offset + i * m + j] += v[i * n + k] / s[k] * u[j * n + k];
                }
            }
        }
    }

    @Override
    public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor p) {
        var a = inputs.getFirst();
        var pt = p.mT();
        var gt = gradient.mT();
        var inside = pt.matmul(gradient).matmul(pt).neg();
        var left = gt.sub(a.matmul(p.matmul(gt))).matmul(p).matmul(pt);
        var right = pt.matmul(p).matmul(gt.sub(gt.matmul(p).matmul(a)));
        return Arrays.asList(inside.add(left).add(right));
    }

    Tensor of(Tensor x) {
        return Engine.run(this, x);
    }
}
