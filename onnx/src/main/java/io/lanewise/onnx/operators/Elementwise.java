package io.lanewise.onnx.operators;

import io.lanewise.tensor.Tensor;
import java.util.function.UnaryOperator;

/** Functions of each element by itself. */
final class Elementwise {
    private Elementwise() {}

    static void register(Table table) {
        unary(table, "Abs", Tensor::abs);
        unary(table, "Acos", Tensor::acos);
        unary(table, "Acosh", Tensor::acosh);
        unary(table, "Asin", Tensor::asin);
        unary(table, "Asinh", Tensor::asinh);
        unary(table, "Atan", Tensor::atan);
        unary(table, "Atanh", Tensor::atanh);
        unary(table, "Ceil", Tensor::ceil);
        unary(table, "Cos", Tensor::cos);
        unary(table, "Cosh", Tensor::cosh);
        unary(table, "Erf", Tensor::erf);
        unary(table, "Exp", Tensor::exp);
        unary(table, "Floor", Tensor::floor);
        unary(table, "HardSwish", Tensor::hardswish);
        unary(table, "IsNaN", Tensor::isNan);
        unary(table, "Log", Tensor::log);
        unary(table, "Mish", Tensor::mish);
        unary(table, "Neg", Tensor::neg);
        unary(table, "Reciprocal", Tensor::reciprocal);
        unary(table, "Relu", Tensor::relu);
        unary(table, "Round", Tensor::round);
        unary(table, "Sigmoid", Tensor::sigmoid);
        unary(table, "Sign", Tensor::sign);
        unary(table, "Sin", Tensor::sin);
        unary(table, "Sinh", Tensor::sinh);
        unary(table, "Softsign", Tensor::softsign);
        unary(table, "Sqrt", Tensor::sqrt);
        unary(table, "Tan", Tensor::tan);
        unary(table, "Tanh", Tensor::tanh);
        unary(table, "Not", Tensor::logicalNot);
        unary(table, "BitwiseNot", Tensor::bitwiseNot);
        parametric(table);
    }

    private static void unary(Table table, String name, UnaryOperator<Tensor> function) {
        table.one(name, call -> function.apply(call.x()));
    }

    private static void parametric(Table table) {
        table.one("Celu", call -> call.x().celu(call.number("alpha", 1)));
        table.one("Elu", call -> call.x().elu(call.number("alpha", 1)));
        table.one(
                "Gelu",
                call -> call.text("approximate", "none").equals("tanh")
                        ? call.x().geluTanh()
                        : call.x().gelu());
        table.one("HardSigmoid", call -> call.x()
                .mul(call.number("alpha", 0.2f))
                .add(call.number("beta", 0.5))
                .clamp(0, 1));
        table.one("IsInf", Elementwise::isInf);
        table.one("LeakyRelu", call -> call.x().leakyRelu(call.number("alpha", 0.01f)));
        table.one("Selu", Elementwise::selu);
        table.one("Shrink", Elementwise::shrink);
        table.one("Softplus", call -> call.x().softplus(1, Double.MAX_VALUE));
        table.one("Swish", call -> {
            double alpha = call.number("alpha", 1);
            return alpha == 1
                    ? call.x().silu()
                    : call.x().mul(call.x().mul(alpha).sigmoid());
        });
        table.one("ThresholdedRelu", call -> call.x().threshold(call.number("alpha", 1), 0));
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
