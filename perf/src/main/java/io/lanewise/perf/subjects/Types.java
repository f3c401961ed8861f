package io.lanewise.perf.subjects;

import io.lanewise.perf.Subject;
import io.lanewise.perf.Task.Operand;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;

/** Arithmetic and comparisons of integers and bools, and conversions between element types, within a scope. */
final class Types {
    private static final int ELEMENTS = 1 << 20;
    private static final List<DType> INTEGERS = List.of(DType.I8, DType.U8, DType.I32, DType.I64);
    private static final List<DType> CONVERTED =
            List.of(DType.BOOL, DType.U8, DType.I8, DType.I32, DType.I64, DType.F16, DType.BF16, DType.F32, DType.F64);

    private final List<Subject> subjects = new ArrayList<>();

    private Types() {}

    static List<Subject> subjects() {
        var all = new Types();
        INTEGERS.forEach(all::arithmetic);
        all.truth();
        all.casts();
        return all.subjects;
    }

    private void arithmetic(DType type) {
        binary("add", type, type, "torch.add(x, y)", Tensor::add);
        binary("mul", type, type, "torch.mul(x, y)", Tensor::mul);
        binary("maximum", type, type, "torch.maximum(x, y)", Tensor::maximum);
        binary("floor_divide", type, type, "torch.floor_divide(x, y)", Tensor::floorDivide);
        binary("remainder", type, type, "torch.remainder(x, y)", Tensor::remainder);
        binary("lt", type, DType.BOOL, "torch.lt(x, y)", Tensor::lt);
        binary("eq", type, DType.BOOL, "torch.eq(x, y)", Tensor::eq);
        binary("bitwise_and", type, type, "torch.bitwise_and(x, y)", Tensor::bitwiseAnd);
        binary("shift_left", type, type, "torch.bitwise_left_shift(x, y)", Tensor::bitwiseLeftShift);
        unary("abs", type, type, "torch.abs(x)", Tensor::abs);
        unary("eq_0", type, DType.BOOL, "torch.eq(x, 3)", x -> x.eq(3L));
        unary("clamp", type, type, "torch.clamp(x, 2, 5)", x -> x.clamp(2, 5));
    }

    private void truth() {
        binary("logical_and", DType.BOOL, DType.BOOL, "torch.logical_and(x, y)", Tensor::logicalAnd);
        binary("bitwise_xor", DType.BOOL, DType.BOOL, "torch.bitwise_xor(x, y)", Tensor::bitwiseXor);
        binary("eq", DType.BOOL, DType.BOOL, "torch.eq(x, y)", Tensor::eq);
        unary("logical_not", DType.BOOL, DType.BOOL, "torch.logical_not(x)", Tensor::logicalNot);
        binary("logical_and", DType.F32, DType.BOOL, "torch.logical_and(x, y)", Tensor::logicalAnd);
        binary("add", DType.BF16, DType.BF16, "torch.add(x, y)", Tensor::add);
        binary("add", DType.F16, DType.F16, "torch.add(x, y)", Tensor::add);
        binary("maximum", DType.F64, DType.F64, "torch.maximum(x, y)", Tensor::maximum);
    }

    /** Numbers from 1 to 7, which all types hold. */
    private static Operand operand(DType type) {
        return new Operand(type, type == DType.BOOL ? 0 : 1, type == DType.BOOL ? 2 : 8, List.of(ELEMENTS));
    }

    private void binary(String name, DType type, DType result, String script, BinaryOperator<Tensor> function) {
        subjects.add(Formulas.subject(
                name,
                "1M",
                (double) ELEMENTS * result.bytes(),
                script,
                in -> function.apply(in.get(0), in.get(1)),
                operand(type),
                operand(type)));
    }

    private void unary(
            String name, DType type, DType result, String script, java.util.function.UnaryOperator<Tensor> function) {
        subjects.add(Formulas.subject(
                name,
                "1M",
                (double) ELEMENTS * result.bytes(),
                script,
                in -> function.apply(in.getFirst()),
                operand(type)));
    }

    private void casts() {
        for (var from : CONVERTED) {
            for (var to : CONVERTED) {
                if (from != to) {
                    var name = "to_" + to.name().toLowerCase(Locale.ROOT);
                    unary(name, from, to, "torch.to(x, " + to.name() + ")", x -> x.to(to));
                }
            }
        }
    }
}
