package io.lanewise.onnx.operators;

import io.lanewise.expr.Catalog;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions of several tensors that are broadcast to each other. */
final class Arithmetic {
    private Arithmetic() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "Add" -> binary(Tensor::add);
            case "Sub" -> binary(Tensor::sub);
            case "Mul" -> binary(Tensor::mul);
            case "Div" -> binary(Arithmetic::divide);
            case "And" -> binary(Tensor::logicalAnd);
            case "Or" -> binary(Tensor::logicalOr);
            case "Xor" -> binary(Tensor::logicalXor);
            case "BitwiseAnd" -> binary(Tensor::bitwiseAnd);
            case "BitwiseOr" -> binary(Tensor::bitwiseOr);
            case "BitwiseXor" -> binary(Tensor::bitwiseXor);
            case "Equal" -> binary(Tensor::eq);
            case "Greater" -> binary(Tensor::gt);
            case "GreaterOrEqual" -> binary(Tensor::ge);
            case "Less" -> binary(Tensor::lt);
            case "LessOrEqual" -> binary(Tensor::le);
            case "Pow" -> binary(Arithmetic::pow);
            case "Mod" -> Operator.one(call -> modulo(call.x(), call.tensor(1), call.flag("fmod", false)));
            case "BitShift" -> Operator.one(Arithmetic::shift);
            case "PRelu" ->
                Operator.one(call -> {
                    var x = call.x();
                    var slope = call.tensor(1);
                    boolean channels = call.opset() < 7 && slope.dim() == 1 && slope.elements() > 1 && x.dim() > 1;
                    return x.lt(0L).where(x.mul(channels ? Normalizations.perChannel(slope, x.dim()) : slope), x);
                });
            case "Max" -> folded(Tensor::maximum);
            case "Min" -> folded(Tensor::minimum);
            case "Sum" -> folded(Tensor::add);
            case "Mean" ->
                Operator.one(call -> call.tensors().stream()
                        .reduce(Tensor::add)
                        .orElseThrow()
                        .div((double) call.inputs()));
            case "Clip" -> Operator.one(Arithmetic::clip);
            case "Where" -> Operator.one(call -> call.x().where(call.tensor(1), call.tensor(2)));
            default -> null;
        };
    }

    private static Operator binary(BinaryOperator<Tensor> function) {
        return Operator.one(call -> function.apply(call.x(), legacy(call, call.tensor(1))));
    }

    private static Operator folded(BinaryOperator<Tensor> function) {
        return Operator.one(call -> call.tensors().stream().reduce(function).orElseThrow());
    }

    /** Before opset 7 the second operand's dimensions stood under those of the first from an axis on. */
    private static Tensor legacy(Call call, Tensor second) {
        if (call.opset() >= 7 || !call.hasAttribute("axis")) {
            return second;
        }
        var x = call.x();
        int behind = x.dim() - x.shape().axis(call.whole("axis", 0)) - second.dim();
        var padded = second;
        for (int i = 0; i < behind; i++) {
            padded = padded.unsqueeze(-1);
        }
        return padded;
    }

    /** Integers are divided towards zero. */
    private static Tensor divide(Tensor a, Tensor b) {
        return a.dtype().isFloat() ? a.div(b) : Engine.run(new Op.Map(Catalog.TRUNC_DIVIDE), a, b);
    }

    private static Tensor modulo(Tensor a, Tensor b, boolean fmod) {
        return Engine.run(new Op.Map(fmod ? Catalog.FMOD : Catalog.REMAINDER), a, b);
    }

    /** The result has the base's type. */
    private static Tensor pow(Tensor base, Tensor exponent) {
        if (base.dtype() == exponent.dtype()) {
            return base.pow(exponent);
        }
        boolean floats = base.dtype().isFloat() || exponent.dtype().isFloat();
        var common = floats ? (base.dtype() == DType.F32 ? DType.F32 : DType.F64) : DType.I64;
        return base.to(common).pow(exponent.to(common)).to(base.dtype());
    }

    private static Tensor shift(Call call) {
        var x = call.x();
        var by = call.tensor(1);
        return call.text("direction", "").equals("LEFT") ? x.bitwiseLeftShift(by) : x.bitwiseRightShift(by);
    }

    /** Limits are attributes before opset 11, then inputs; the upper one wins where they cross. */
    private static Tensor clip(Call call) {
        var x = call.x();
        if (call.hasAttribute("min")) {
            x = x.clampMin(call.number("min", 0));
        }
        if (call.hasAttribute("max")) {
            x = x.clampMax(call.number("max", 0));
        }
        var low = call.optional(1);
        var high = call.optional(2);
        x = low == null ? x : x.maximum(low);
        return high == null ? x : x.minimum(high);
    }
}
