package io.lanewise.conformance;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;

/** Arithmetic and functions of each element by itself. */
final class ElementwiseTable {
    private ElementwiseTable() {}

    static void fill(Table table) {
        functions(table);
        rounding(table);
        arithmetic(table);
        reflected(table);
        division(table);
        limits(table);
        conversions(table);
    }

    private static void functions(Table table) {
        table.unary("abs", Tensor::abs);
        table.unary("acos", Tensor::acos);
        table.unary("acosh", Tensor::acosh);
        table.unary("atanh", Tensor::atanh);
        table.unary("cos", Tensor::cos);
        table.unary("cosh", Tensor::cosh);
        table.unary("deg2rad", Tensor::deg2rad);
        table.unary("erfc", Tensor::erfc);
        table.unary("exp", Tensor::exp);
        table.unary("exp2", Tensor::exp2);
        table.unary("expm1", Tensor::expm1);
        table.unary("log", Tensor::log);
        table.unary("log2", Tensor::log2);
        table.unary("positive", Tensor::positive);
        table.unary("reciprocal", Tensor::reciprocal);
        table.unary("rsqrt", Tensor::rsqrt);
        table.unary("sigmoid", Tensor::sigmoid);
        table.unary("sign", Tensor::sign);
        table.unary("sin", Tensor::sin);
        table.unary("sinc", Tensor::sinc);
        table.unary("square", Tensor::square);
        table.unary("tanh", Tensor::tanh);
        table.unary("special.entr", Tensor::entr);
        table.put(
                "logit",
                "input, eps=None",
                a -> a.isNone("eps")
                        ? a.tensor("input").logit()
                        : a.tensor("input").logit(a.number("eps")));
    }

    private static void rounding(Table table) {
        table.unary("floor", Tensor::floor);
        table.unary("frac", Tensor::frac);
        table.unary("round", Tensor::round);
        table.unary("trunc", Tensor::trunc);
        for (var variant : new String[] {"0", "3", "neg_3"}) {
            table.put("round__decimals_" + variant, "input, decimals", a -> a.tensor("input")
                    .round(a.integer("decimals")));
        }
    }

    private static void arithmetic(Table table) {
        table.put(
                "add",
                "input, other, alpha=1",
                a -> a.number("alpha") == 1
                        ? a.tensor("input").add(a.tensor("other"))
                        : a.tensor("input").add(a.tensor("other"), a.number("alpha")));
        table.put(
                "sub",
                "input, other, alpha=1",
                a -> a.number("alpha") == 1
                        ? a.tensor("input").sub(a.tensor("other"))
                        : a.tensor("input").add(a.tensor("other"), -a.number("alpha")));
        table.put("rsub", "input, other, alpha=1", a -> a.tensor("other").add(a.tensor("input"), -a.number("alpha")));
        table.binary("mul", Tensor::mul);
        table.binary("pow", Tensor::pow);
        table.binary("float_power", Tensor::floatPower);
        table.binary("maximum", Tensor::maximum);
        table.binary("minimum", Tensor::minimum);
        table.binary("max__binary", Tensor::maximum);
        table.binary("min__binary", Tensor::minimum);
        table.binary("fmax", Tensor::fmax);
        table.binary("fmin", Tensor::fmin);
        table.binary("atan2", Tensor::atan2);
        table.binary("hypot", Tensor::hypot);
        table.binary("copysign", Tensor::copysign);
        table.binary("ldexp", Tensor::ldexp);
        table.binary("xlogy", Tensor::xlogy);
        table.binary("special.xlog1py", Tensor::xlog1py);
        table.put("addcmul", "input, tensor1, tensor2, value=1", a -> a.tensor("input")
                .addcmul(a.tensor("tensor1"), a.tensor("tensor2"), a.number("value")));
        table.put("addcdiv", "input, tensor1, tensor2, value=1", a -> a.tensor("input")
                .addcdiv(a.tensor("tensor1"), a.tensor("tensor2"), a.number("value")));
        table.put(
                "lerp",
                "input, end, weight",
                a -> a.isTensor("weight")
                        ? a.tensor("input").lerp(a.tensor("end"), a.tensor("weight"))
                        : a.tensor("input").lerp(a.tensor("end"), a.number("weight")));
    }

    /** Python's operators with the operands exchanged. */
    private static void reflected(Table table) {
        table.binary("__radd__", (x, y) -> y.add(x));
        table.binary("__rsub__", (x, y) -> y.sub(x));
        table.binary("__rmul__", (x, y) -> y.mul(x));
        table.binary("__rdiv__", (x, y) -> y.div(x));
        table.binary("__rmod__", (x, y) -> y.remainder(x));
        table.binary("__rpow__", (x, y) -> y.pow(x));
    }

    private static void division(Table table) {
        table.binary("true_divide", Tensor::div);
        table.binary("div__no_rounding_mode", Tensor::div);
        table.put("div__floor_rounding", "input, other, rounding_mode", a -> a.tensor("input")
                .floorDivide(a.tensor("other")));
        table.put("div__trunc_rounding", "input, other, rounding_mode", a -> a.tensor("input")
                .truncDivide(a.tensor("other")));
        table.binary("floor_divide", Tensor::floorDivide);
        table.binary("remainder", Tensor::remainder);
        table.binary("fmod", Tensor::fmod);
    }

    private static void limits(Table table) {
        table.put("clamp", "input, min=None, max=None", ElementwiseTable::clamp);
        table.put("clamp_min", "input, min", ElementwiseTable::clampMin);
        table.put("clamp_max", "input, max", ElementwiseTable::clampMax);
        table.binary("heaviside", Tensor::heaviside);
        table.put(
                "nan_to_num",
                "input, nan=0.0, posinf=None, neginf=None",
                a -> a.isNone("posinf")
                        ? a.tensor("input").nanToNum()
                        : a.tensor("input").nanToNum(a.number("nan"), a.number("posinf"), a.number("neginf")));
    }

    private static Tensor clamp(Arguments a) {
        if (a.isTensor("min") && a.isTensor("max")) {
            return a.tensor("input").clamp(a.tensor("min"), a.tensor("max"));
        }
        if (a.isNone("min") || a.isNone("max")) {
            return a.isNone("min") ? clampMax(a) : clampMin(a);
        }
        return a.tensor("input").clamp(a.number("min"), a.number("max"));
    }

    private static Tensor clampMin(Arguments a) {
        return a.isTensor("min")
                ? a.tensor("input").clampMin(a.tensor("min"))
                : a.tensor("input").clampMin(a.number("min"));
    }

    private static Tensor clampMax(Arguments a) {
        return a.isTensor("max")
                ? a.tensor("input").clampMax(a.tensor("max"))
                : a.tensor("input").clampMax(a.number("max"));
    }

    private static void conversions(Table table) {
        conversion(table, "bool", DType.BOOL);
        conversion(table, "byte", DType.U8);
        conversion(table, "char", DType.I8);
        conversion(table, "int", DType.I32);
        conversion(table, "half", DType.F16);
        conversion(table, "bfloat16", DType.BF16);
        conversion(table, "float", DType.F32);
        conversion(table, "double", DType.F64);
    }

    private static void conversion(Table table, String name, DType dtype) {
        table.put(name, "input, memory_format=None", a -> a.tensor("input").to(dtype));
    }
}
