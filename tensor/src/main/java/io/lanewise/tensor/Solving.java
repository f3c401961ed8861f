package io.lanewise.tensor;

import io.lanewise.tensor.linalg.Gauss;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Systems of equations and determinants of every matrix of a batch, with their derivatives. */
sealed interface Solving extends Op.Custom {
    /** Inputs a [..., n, n] and b [..., n, k]: the x with a·x = b. */
    record Solve() implements Solving {
        @Override
        public Inference.Result infer(List<Tensor> inputs) {
            var b = inputs.get(1);
            return new Inference.Result(b.shape(), b.dtype());
        }

        @Override
        public Tensor forward(List<Tensor> inputs) {
            var a = inputs.get(0).toDoubleArray();
            var b = inputs.get(1).toDoubleArray();
            int n = inputs.get(0).size(-1);
            int k = inputs.get(1).size(-1);
            int batches =
                    inputs.get(0).shape().slice(0, inputs.get(0).dim() - 2).elements();
            for (int i = 0; i < batches && n > 0; i++) {
                var matrix = Arrays.copyOfRange(a, i * n * n, (i + 1) * n * n);
                var sides = Arrays.copyOfRange(b, i * n * k, (i + 1) * n * k);
                if (Gauss.solve(matrix, n, sides, k)) {
                    throw new ArithmeticException("solve: a matrix is singular");
                }
                System.arraycopy(sides, 0, b, i * n * k, n * k);
            }
            return Tensor.wrap(b, DType.F64, inputs.get(1).shape())
                    .to(inputs.get(1).dtype());
        }

        @Override
        public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor x) {
            var gb = Linalg.solve(inputs.getFirst().mT(), gradient);
            return Arrays.asList(gb.matmul(x.mT()).neg(), gb);
        }
    }

    /** The determinant's sign and the logarithm of its magnitude, or the determinant itself. */
    private static double[] determinants(Tensor x, boolean logarithm, boolean sign) {
        int n = x.size(-1);
        var values = x.toDoubleArray();
        int batches = x.shape().slice(0, x.dim() - 2).elements();
        var results = new double[batches];
        for (int i = 0; i < batches; i++) {
            var a = Arrays.copyOfRange(values, i * n * n, (i + 1) * n * n);
            double product = Gauss.factor(a, n, n, new int[n]);
            double log = 0;
            for (int j = 0; j < n; j++) {
                double pivot = a[j * n + j];
                log += Math.log(Math.abs(pivot));
                product *= logarithm ? Math.signum(pivot) : pivot;
            }
            results[i] = sign || !logarithm ? product : product == 0 ? Double.NEGATIVE_INFINITY : log;
        }
        return results;
    }

    private static Tensor reduced(Tensor x, double[] values) {
        return Tensor.wrap(values, DType.F64, x.shape().slice(0, x.dim() - 2)).to(x.dtype());
    }

    /** The determinant. */
    record Determinant() implements Solving {
        @Override
        public Inference.Result infer(List<Tensor> inputs) {
            var x = inputs.getFirst();
            return new Inference.Result(x.shape().slice(0, x.dim() - 2), x.dtype());
        }

        @Override
        public Tensor forward(List<Tensor> inputs) {
            return reduced(inputs.getFirst(), determinants(inputs.getFirst(), false, false));
        }

        /** The gradient is the matrix of cofactors, which exists where the inverse does not. */
        @Override
        public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output) {
            return Arrays.asList(gradient.unsqueeze(-1).unsqueeze(-1).mul(cofactors(inputs.getFirst())));
        }

        /** Each with its row and column left out. */
        private static Tensor cofactors(Tensor x) {
            int n = x.size(-1);
            var rows = new java.util.ArrayList<Tensor>();
            for (int i = 0; i < n; i++) {
                var row = new java.util.ArrayList<Tensor>();
                for (int j = 0; j < n; j++) {
                    var minor = Engine.run(new Determinant(), without(without(x, -2, i), -1, j));
                    row.add((i + j) % 2 == 0 ? minor : minor.neg());
                }
                rows.add(Tensor.stack(row, -1));
            }
            return n == 0 ? x : Tensor.stack(rows, -2);
        }

        private static Tensor without(Tensor x, int axis, int place) {
            return Tensor.cat(List.of(x.narrow(axis, 0, place), x.slice(axis, place + 1, Index.END)), axis);
        }
    }

    /** log |determinant|. */
    record LogDeterminant() implements Solving {
        @Override
        public Inference.Result infer(List<Tensor> inputs) {
            var x = inputs.getFirst();
            return new Inference.Result(x.shape().slice(0, x.dim() - 2), x.dtype());
        }

        @Override
        public Tensor forward(List<Tensor> inputs) {
            return reduced(inputs.getFirst(), determinants(inputs.getFirst(), true, false));
        }

        @Override
        public List<@Nullable Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output) {
            var inverse = Linalg.inv(inputs.getFirst().mT());
            return Arrays.asList(gradient.unsqueeze(-1).unsqueeze(-1).mul(inverse));
        }
    }

    /** The determinant's sign. */
    static Tensor sign(Tensor x) {
        return reduced(x, determinants(x, true, true));
    }
}
