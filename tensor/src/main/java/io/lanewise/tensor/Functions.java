package io.lanewise.tensor;

import io.lanewise.expr.Catalog;
import java.util.List;

/** Functions of each element by itself; integers are converted to f32 where a function has no integer form. */
sealed interface Functions permits Tensor {
    Tensor self();

    /** −x. */
    default Tensor neg() {
        return Promotion.map(Catalog.NEG, self());
    }

    /** |x|. */
    default Tensor abs() {
        return Promotion.map(Catalog.ABS, self());
    }

    /** -1, 0 or 1. */
    default Tensor sign() {
        return Promotion.map(Catalog.SIGN, self());
    }

    /** x². */
    default Tensor square() {
        return Promotion.map(Catalog.SQUARE, self());
    }

    /** 1/x. */
    default Tensor reciprocal() {
        return Promotion.map(Catalog.RECIPROCAL, self());
    }

    /** √x. */
    default Tensor sqrt() {
        return Promotion.map(Catalog.SQRT, self());
    }

    /** 1/√x. */
    default Tensor rsqrt() {
        return Promotion.map(Catalog.RSQRT, self());
    }

    /** eˣ. */
    default Tensor exp() {
        return Promotion.map(Catalog.EXP, self());
    }

    /** 2ˣ. */
    default Tensor exp2() {
        return Promotion.map(Catalog.EXP2, self());
    }

    /** eˣ − 1, exact near 0. */
    default Tensor expm1() {
        return Promotion.map(Catalog.EXPM1, self());
    }

    /** The natural logarithm. */
    default Tensor log() {
        return Promotion.map(Catalog.LOG, self());
    }

    /** The logarithm to base 2. */
    default Tensor log2() {
        return Promotion.map(Catalog.LOG2, self());
    }

    /** The logarithm to base 10. */
    default Tensor log10() {
        return Promotion.map(Catalog.LOG10, self());
    }

    /** log(1 + x), exact near 0. */
    default Tensor log1p() {
        return Promotion.map(Catalog.LOG1P, self());
    }

    /** The sine of x in radians. */
    default Tensor sin() {
        return Promotion.map(Catalog.SIN, self());
    }

    /** The cosine of x in radians. */
    default Tensor cos() {
        return Promotion.map(Catalog.COS, self());
    }

    /** The tangent of x in radians. */
    default Tensor tan() {
        return Promotion.map(Catalog.TAN, self());
    }

    /** The inverse sine, in radians. */
    default Tensor asin() {
        return Promotion.map(Catalog.ASIN, self());
    }

    /** The inverse cosine, in radians. */
    default Tensor acos() {
        return Promotion.map(Catalog.ACOS, self());
    }

    /** The inverse tangent, in radians. */
    default Tensor atan() {
        return Promotion.map(Catalog.ATAN, self());
    }

    /** The hyperbolic sine. */
    default Tensor sinh() {
        return Promotion.map(Catalog.SINH, self());
    }

    /** The hyperbolic cosine. */
    default Tensor cosh() {
        return Promotion.map(Catalog.COSH, self());
    }

    /** The hyperbolic tangent. */
    default Tensor tanh() {
        return Promotion.map(Catalog.TANH, self());
    }

    /** The inverse hyperbolic sine. */
    default Tensor asinh() {
        return Promotion.map(Catalog.ASINH, self());
    }

    /** The inverse hyperbolic cosine. */
    default Tensor acosh() {
        return Promotion.map(Catalog.ACOSH, self());
    }

    /** The inverse hyperbolic tangent. */
    default Tensor atanh() {
        return Promotion.map(Catalog.ATANH, self());
    }

    /** The error function. */
    default Tensor erf() {
        return Promotion.map(Catalog.ERF, self());
    }

    /** 1 − erf(x). */
    default Tensor erfc() {
        return Promotion.map(Catalog.ERFC, self());
    }

    /** The next lower integer. */
    default Tensor floor() {
        return Promotion.map(Catalog.FLOOR, self());
    }

    /** The next higher integer. */
    default Tensor ceil() {
        return Promotion.map(Catalog.CEIL, self());
    }

    /** The next integer towards zero. */
    default Tensor trunc() {
        return Promotion.map(Catalog.TRUNC, self());
    }

    /** The nearest integer, halves to the even one. */
    default Tensor round() {
        return Promotion.map(Catalog.ROUND, self());
    }

    /** x − trunc(x). */
    default Tensor frac() {
        return Promotion.map(Catalog.FRAC, self());
    }

    /** 1 / (1 + e⁻ˣ). */
    default Tensor sigmoid() {
        return Promotion.map(Catalog.SIGMOID, self());
    }

    /** max(x, 0). */
    default Tensor relu() {
        return self().dtype().isFloat() ? Promotion.map(Catalog.RELU, self()) : clampMin(0);
    }

    /** min(max(x, 0), 6). */
    default Tensor relu6() {
        return self().dtype().isFloat() ? Promotion.map(Catalog.RELU6, self()) : clamp(0, 6);
    }

    /** The scaled exponential linear unit (Klambauer et al. 2017, arXiv:1706.02515). */
    default Tensor selu() {
        return Promotion.map(Catalog.SELU, self());
    }

    /** x·Φ(x), with Φ by the error function (Hendrycks and Gimpel 2016, arXiv:1606.08415). */
    default Tensor gelu() {
        return Promotion.map(Catalog.GELU, self());
    }

    /** The approximation of GELU by tanh, from the same paper. */
    default Tensor geluTanh() {
        return Promotion.map(Catalog.GELU_TANH, self());
    }

    /** x·sigmoid(x) (Elfwing et al. 2017, arXiv:1702.03118). */
    default Tensor silu() {
        return Promotion.map(Catalog.SILU, self());
    }

    /** x·tanh(log(1 + eˣ)) (Misra 2019, arXiv:1908.08681). */
    default Tensor mish() {
        return Promotion.map(Catalog.MISH, self());
    }

    /** x / (1 + |x|). */
    default Tensor softsign() {
        return Promotion.map(Catalog.SOFTSIGN, self());
    }

    /** x − tanh(x). */
    default Tensor tanhshrink() {
        return Promotion.map(Catalog.TANHSHRINK, self());
    }

    /** min(max(x + 3, 0), 6) / 6. */
    default Tensor hardsigmoid() {
        return Promotion.map(Catalog.HARDSIGMOID, self());
    }

    /** x·hardsigmoid(x) (Howard et al. 2019, arXiv:1905.02244). */
    default Tensor hardswish() {
        return Promotion.map(Catalog.HARDSWISH, self());
    }

    /** log(sigmoid(x)). */
    default Tensor logsigmoid() {
        return Promotion.map(Catalog.LOGSIGMOID, self());
    }

    /** x above 0, else slope·x. */
    default Tensor leakyRelu(double slope) {
        return Promotion.map(Catalog.LEAKY_RELU, List.of(slope), self());
    }

    /** x above 0, else alpha·(eˣ − 1) (Clevert et al. 2015, arXiv:1511.07289). */
    default Tensor elu(double alpha) {
        return Promotion.map(Catalog.ELU, List.of(alpha), self());
    }

    /** max(0, x) + min(0, alpha·(e^(x/alpha) − 1)). */
    default Tensor celu(double alpha) {
        return Promotion.map(Catalog.CELU, List.of(alpha), self());
    }

    /** log(1 + e^(beta·x)) / beta; x itself where beta·x is above the threshold. */
    default Tensor softplus(double beta, double threshold) {
        return Promotion.map(Catalog.SOFTPLUS, List.of(beta, threshold), self());
    }

    /** x moved towards 0 by lambda, 0 within it. */
    default Tensor softshrink(double lambda) {
        return Promotion.map(Catalog.SOFTSHRINK, List.of(lambda), self());
    }

    /** x, or 0 where |x| is at most lambda. */
    default Tensor hardshrink(double lambda) {
        return Promotion.map(Catalog.HARDSHRINK, List.of(lambda), self());
    }

    /** x held between two limits; the gradient is 0 at the limits. */
    default Tensor hardtanh(double low, double high) {
        return self().dtype().isFloat()
                ? Promotion.map(Catalog.HARDTANH, List.of(low, high), self())
                : clamp(low, high);
    }

    /** x above the threshold, else the value. */
    default Tensor threshold(double threshold, double value) {
        return Promotion.map(Catalog.THRESHOLD, List.of(threshold, value), self());
    }

    /** x held between two limits. */
    default Tensor clamp(double low, double high) {
        return Promotion.map(Catalog.CLAMP, List.of(low, high), self());
    }

    /** x, at least low. */
    default Tensor clampMin(double low) {
        return Promotion.map(Catalog.CLAMP_MIN, List.of(low), self());
    }

    /** x, at most high. */
    default Tensor clampMax(double high) {
        return Promotion.map(Catalog.CLAMP_MAX, List.of(high), self());
    }
}
