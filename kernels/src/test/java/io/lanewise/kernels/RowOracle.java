package io.lanewise.kernels;

import io.lanewise.expr.RowFunction;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Row functions in f64, each from its formula. */
final class RowOracle {
    private RowOracle() {}

    private static double sum(int n, IntToDoubleFunction term) {
        return IntStream.range(0, n).mapToDouble(term).sum();
    }

    private static double[] row(int n, IntToDoubleFunction element) {
        return IntStream.range(0, n).mapToDouble(element).toArray();
    }

    /** What the operands hold afterwards; those that are written are replaced, not changed. */
    static double[][] run(RowFunction function, double[][] operands, int n, double eps) {
        var in = operands.clone();
        var x = in[0];
        var y = in[1];
        double logSum = Math.log(sum(n, i -> Math.exp(x[i])));
        switch (function) {
            case SOFTMAX, CROSS_ENTROPY, CROSS_ENTROPY_GRAD -> in[1] = row(n, i -> Math.exp(x[i] - logSum));
            case LOG_SOFTMAX -> in[1] = row(n, i -> x[i] - logSum);
            case LOG_SUM_EXP -> {
                double top = Arrays.stream(x).max().orElse(0);
                in[1] = row(n, i -> Math.exp(x[i] - top));
                in[2] = with(in[2], logSum);
            }
            case SOFTMAX_GRAD -> {
                double dot = sum(n, i -> x[i] * y[i]);
                in[2] = row(n, i -> x[i] * (y[i] - dot));
            }
            case LOG_SOFTMAX_GRAD -> {
                double total = sum(n, i -> y[i]);
                in[2] = row(n, i -> y[i] - Math.exp(x[i]) * total);
            }
            case RUNNING_SOFTMAX -> {
                double top = Math.max(y[0], Arrays.stream(x).max().orElse(0));
                in[0] = row(n, i -> Math.exp(x[i] - top));
                double factor = Math.exp(y[0] - top);
                in[1] = with(y, top, y[1] * factor + sum(n, i -> in[0][i]), factor);
            }
            case SCALE -> in[0] = row(n, i -> x[i] * y[0]);
            case EXP_BELOW -> in[0] = row(n, i -> Math.exp(x[i] - y[0]));
            case SCORES_GRAD -> in[1] = row(n, i -> x[i] * (y[i] - in[2][0]));
            case LAYER_NORM, LAYER_NORM_GRAD, LAYER_NORM_WEIGHT_GRAD ->
                norm(function, in, n, eps, sum(n, i -> x[i]) / n);
            case RMS_NORM, RMS_NORM_GRAD, RMS_NORM_WEIGHT_GRAD -> norm(function, in, n, eps, 0);
        }
        return in;
    }

    private static double[] with(double[] row, double... first) {
        var result = row.clone();
        System.arraycopy(first, 0, result, 0, first.length);
        return result;
    }

    /** The derivative of the normalized row z by x is (I − (1 if centered, else 0)·11ᵀ/n − zzᵀ/n)·inverse. */
    private static void norm(RowFunction function, double[][] in, int n, double eps, double mean) {
        var x = in[0];
        double inverse = 1 / Math.sqrt(sum(n, i -> (x[i] - mean) * (x[i] - mean)) / n + eps);
        var z = row(n, i -> (x[i] - mean) * inverse);
        switch (function) {
            case LAYER_NORM -> in[3] = row(n, i -> z[i] * in[1][i] + in[2][i]);
            case RMS_NORM -> in[2] = row(n, i -> z[i] * in[1][i]);
            case LAYER_NORM_WEIGHT_GRAD -> {
                var scales = in[2];
                var shifts = in[3];
                in[2] = row(n, i -> scales[i] + z[i] * in[1][i]);
                in[3] = row(n, i -> shifts[i] + in[1][i]);
            }
            case RMS_NORM_WEIGHT_GRAD -> {
                var scales = in[2];
                in[2] = row(n, i -> scales[i] + z[i] * in[1][i]);
            }
            default -> {
                var t = row(n, i -> in[1][i] * in[2][i]);
                double center = function == RowFunction.LAYER_NORM_GRAD ? sum(n, i -> t[i]) / n : 0;
                double dot = sum(n, i -> t[i] * z[i]) / n;
                in[3] = row(n, i -> (t[i] - center - z[i] * dot) * inverse);
            }
        }
    }
}
