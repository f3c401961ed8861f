package io.lanewise.onnx.operators;

import io.lanewise.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions of each element by itself. */
final class Elementwise {
    private Elementwise() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Abs" -> unary(Tensor::abs);
            case "Acos" -> unary(Tensor::acos);
            case "Acosh" -> unary(Tensor::acosh);
            case "Asin" -> unary(Tensor::asin);
            case "Asinh" -> unary(Tensor::asinh);
            case "Atan" -> unary(Tensor::atan);
            case "Atanh" -> unary(Tensor::atanh);
            case "Ceil" -> unary(Tensor::ceil);
            case "Cos" -> unary(Tensor::cos);
            case "Cosh" -> unary(Tensor::cosh);
            case "Erf" -> unary(Tensor::erf);
            case "Exp" -> unary(Tensor::exp);
            case "Floor" -> unary(Tensor::floor);
            case "HardSwish" -> unary(Tensor::hardswish);
            case "IsNaN" -> unary(Tensor::isNan);
            case "Log" -> unary(Tensor::log);
            case "Mish" -> unary(Tensor::mish);
            case "Neg" -> unary(Tensor::neg);
            case "Reciprocal" -> unary(Tensor::reciprocal);
            case "Relu" -> unary(Tensor::relu);
            case "Round" -> unary(Tensor::round);
            case "Sigmoid" -> unary(Tensor::sigmoid);
            case "Sign" -> unary(Tensor::sign);
            case "Sin" -> unary(Tensor::sin);
            case "Sinh" -> unary(Tensor::sinh);
            case "Softsign" -> unary(Tensor::softsign);
            case "Sqrt" -> unary(Tensor::sqrt);
            case "Tan" -> unary(Tensor::tan);
            case "Tanh" -> unary(Tensor::tanh);
            case "Not" -> unary(Tensor::logicalNot);
            case "BitwiseNot" -> unary(Tensor::bitwiseNot);
            case "Celu" -> Operator.one(call -> call.x().celu(call.number("alpha", 1)));
            case "Elu" -> Operator.one(call -> call.x().elu(call.number("alpha", 1)));
            case "Gelu" ->
                Operator.one(call -> call.text("approximate", "none").equals("tanh")
                        ? call.x().geluTanh()
                        : call.x().gelu());
            case "HardSigmoid" ->
                Operator.one(call -> call.x()
                        .mul(call.number("alpha", 0.2f))
                        .add(call.number("beta", 0.5))
                        .clamp(0, 1));
            case "IsInf" -> Operator.one(Elementwise::isInf);
            case "LeakyRelu" -> Operator.one(call -> call.x().leakyRelu(call.number("alpha", 0.01f)));
            case "Selu" -> Operator.one(Elementwise::selu);
            case "Shrink" -> Operator.one(Elementwise::shrink);
            case "Softplus" -> Operator.one(call -> call.x().softplus(1, Double.MAX_VALUE));
            case "Swish" ->
                Operator.one(call -> {
                    double alpha = call.number("alpha", 1);
                    return alpha == 1
                            ? call.x().silu()
                            : call.x().mul(call.x().mul(alpha).sigmoid());
                });
            case "ThresholdedRelu" -> Operator.one(call -> call.x().threshold(call.number("alpha", 1), 0));
            default -> null;
        };
    }

    private static Operator unary(UnaryOperator<Tensor> function) {
        return Operator.one(call -> function.apply(call.x()));
    }

    private static Tensor isInf(Call call) {
        var x = call.x();
        boolean positive = call.flag("detect_positive", true);
        boolean negative = call.flag("detect_negative", true);
        if (positive && negative) {
            return x.isInf();
        }
        return positive ? x.isPosInf() : negative ? x.isNegInf() : x.isPosInf().logicalAnd(x.isNegInf());
    }

    /** γ·x above 0, γ·(α·eˣ − α) below. */
    private static Tensor selu(Call call) {
        double alpha = call.number("alpha", 1.67326319217681884765625);
        double gamma = call.number("gamma", 1.05070102214813232421875);
        return call.x().elu(alpha).mul(gamma);
    }

    /** x + bias below −λ, x − bias above λ, 0 between. */
    private static Tensor shrink(Call call) {
        var x = call.x();
        double lambda = call.number("lambd", 0.5);
        double bias = call.number("bias", 0);
        var zero = Tensor.scalar(0, x.dtype());
        return x.lt(-lambda)
                .where(x.add(bias).to(x.dtype()), x.gt(lambda).where(x.sub(bias).to(x.dtype()), zero));
    }
}
