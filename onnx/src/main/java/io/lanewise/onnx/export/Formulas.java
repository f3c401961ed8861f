package io.lanewise.onnx.export;

import io.lanewise.expr.BinaryOp;
import io.lanewise.expr.Comparison;
import io.lanewise.expr.Dag;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Expr;
import io.lanewise.expr.UnaryOp;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Elementwise functions: by ONNX's name where it has one, else written out as their formula says. */
final class Formulas {
    private final Step step;
    private final List<String> operands;
    private final List<Double> params;

    /** What the formula is computed in. */
    private final DType type;

    private Formulas(Step step, List<String> operands, List<Double> params, DType type) {
        this.step = step;
        this.operands = operands;
        this.params = params;
        this.type = type;
    }

    static String write(Step step, Op.Map map, List<String> operands) {
        var dtype = operandType(step);
        var direct = Functions.direct(step, map, operands, dtype);
        if (direct != null) {
            return direct;
        }
        var type = computed(map.function(), dtype);
        var result = new Formulas(step, operands, map.params(), type).write(map.function());
        return map.function().bool() ? result : step.cast(result, type, dtype);
    }

    /** Few runtimes compute in the narrow types; integers have no infinity to be compared with. */
    private static DType computed(Elementwise function, DType dtype) {
        boolean infinite = Dag.of(function.expr()).nodes().stream()
                .anyMatch(node -> node.expr() instanceof Expr.Const(double value) && Double.isInfinite(value));
        return infinite && !dtype.isFloat() ? DType.F32 : dtype.bytes() == 1 ? DType.I32 : dtype;
    }

    /** The type of the operands, among which a condition is bool whatever the others are. */
    private static DType operandType(Step step) {
        for (int i = 0; i < step.in().size(); i++) {
            if (step.dtype(i) != DType.BOOL) {
                return step.dtype(i);
            }
        }
        return DType.BOOL;
    }

    private String write(Elementwise function) {
        var names = new ArrayList<String>();
        for (var node : Dag.of(function.expr()).nodes()) {
            var parts = node.children().stream().map(names::get).toList();
            names.add(write(node.expr(), parts));
        }
        return names.getLast();
    }

    private String write(Expr expr, List<String> parts) {
        return switch (expr) {
            case Expr.Input(int index) -> step.cast(operands.get(index), step.dtype(index), type);
            case Expr.Flag(int index) -> operands.get(index);
            case Expr.Param(int index) -> constant(params.get(index));
            case Expr.Const(double value) -> constant(value);
            case Expr.Output _ -> throw new IllegalArgumentException("ONNX has no operators of derivatives");
            case Expr.Unary(UnaryOp op, Expr _) -> unary(op, parts.getFirst());
            case Expr.Binary(BinaryOp op, Expr _, Expr _) -> binary(op, parts.get(0), parts.get(1));
            case Expr.Fma _ -> step.add("Add", step.add("Mul", parts.get(0), parts.get(1)), parts.get(2));
            case Expr.Select _ -> step.add("Where", parts.get(0), parts.get(1), parts.get(2));
            case Expr.Compare(Comparison op, Expr _, Expr _) -> compare(op, parts.get(0), parts.get(1));
            case Expr.Both _ -> step.add("And", parts.get(0), parts.get(1));
            case Expr.Either _ -> step.add("Or", parts.get(0), parts.get(1));
            case Expr.Not _ -> step.add("Not", parts.getFirst());
        };
    }

    private String constant(double value) {
        return step.scalar(value, type);
    }

    private String compare(Comparison comparison, String a, String b) {
        return switch (comparison) {
            case EQ -> step.add("Equal", a, b);
            case NE -> step.add("Not", step.add("Equal", a, b));
            case LT -> step.add("Less", a, b);
            case LE -> step.add("LessOrEqual", a, b);
            case GT -> step.add("Greater", a, b);
            case GE -> step.add("GreaterOrEqual", a, b);
        };
    }

    private String unary(UnaryOp op, String x) {
        return switch (op) {
            case NEG -> step.add("Neg", x);
            case ABS -> step.add("Abs", x);
            case SIGN -> step.add("Sign", x);
            case SQRT -> step.add("Sqrt", x);
            case FLOOR -> rounded("Floor", x);
            case CEIL -> rounded("Ceil", x);
            case TRUNC ->
                type.isFloat() ? step.add("Mul", step.add("Sign", x), step.add("Floor", step.add("Abs", x))) : x;
            case ROUND -> rounded("Round", x);
            case EXP -> step.add("Exp", x);
            case EXP_OF_MINUS -> step.add("Exp", step.add("Neg", x));
            case EXP2 -> step.add("Pow", constant(2), x);
            case EXPM1 -> expm1(x);
            case LOG -> step.add("Log", x);
            case LOG2 -> step.add("Div", step.add("Log", x), constant(Math.log(2)));
            case LOG10 -> step.add("Div", step.add("Log", x), constant(Math.log(10)));
            case LOG1P -> log1p(x);
            case TANH -> step.add("Tanh", x);
            case SIGMOID -> step.add("Sigmoid", x);
            case ERF -> step.add("Erf", x);
            case ERFC -> step.add("Sub", constant(1), step.add("Erf", x));
            case NORMAL_CDF -> {
                var erf = step.add("Erf", step.add("Mul", x, constant(Math.sqrt(0.5))));
                yield step.add("Mul", constant(0.5), step.add("Add", constant(1), erf));
            }
            case GELU -> step.add("Gelu", x);
            case SIN -> step.add("Sin", x);
            case COS -> step.add("Cos", x);
            case TAN -> step.add("Tan", x);
            case ASIN -> step.add("Asin", x);
            case ACOS -> step.add("Acos", x);
            case ATAN -> step.add("Atan", x);
            case SINH -> step.add("Sinh", x);
            case COSH -> step.add("Cosh", x);
            case BIT_NOT -> step.add("BitwiseNot", x);
            case POW2, EXPONENT, MANTISSA -> throw new IllegalArgumentException("ONNX has no operator for " + op);
        };
    }

    /** Integers are whole as they are. */
    private String rounded(String operator, String x) {
        return type.isFloat() ? step.add(operator, x) : x;
    }

    /** eˣ − 1, near 0 as 2t / (1 − t) with t = tanh(x / 2), since there the difference would lose its digits. */
    private String expm1(String x) {
        var t = step.add("Tanh", step.add("Mul", x, constant(0.5)));
        var near = step.add("Div", step.add("Mul", constant(2), t), step.add("Sub", constant(1), t));
        var far = step.add("Sub", step.add("Exp", x), constant(1));
        return step.add("Where", step.add("Less", step.add("Abs", x), constant(1)), near, far);
    }

    /** log(1 + x), near 0 as log(u)·x / (u − 1) with u = 1 + x as it is rounded, and x where u is 1. */
    private String log1p(String x) {
        var u = step.add("Add", constant(1), x);
        var log = step.add("Log", u);
        var back = step.add("Sub", u, constant(1));
        var near = step.add("Mul", log, step.add("Div", x, back));
        var small = step.add("Less", step.add("Abs", x), constant(1));
        var nothing = step.add("Equal", u, constant(1));
        return step.add("Where", nothing, x, step.add("Where", small, near, log));
    }

    private String binary(BinaryOp op, String a, String b) {
        return switch (op) {
            case ADD -> step.add("Add", a, b);
            case SUB -> step.add("Sub", a, b);
            case MUL -> step.add("Mul", a, b);
            case DIV -> step.add("Div", a, b);
            case MIN -> step.add("Min", a, b);
            case MAX -> step.add("Max", a, b);
            case POW -> step.add("Pow", a, b);
            case ATAN2 -> throw new IllegalArgumentException("ONNX has no operator for atan2");
            case REM -> modulo(a, b, 1);
            case FLOOR_DIV ->
                type.isFloat()
                        ? step.add("Floor", step.add("Div", a, b))
                        : step.add("Div", step.add("Sub", a, modulo(a, b, 0)), b);
            case FLOOR_MOD ->
                type.isFloat()
                        ? step.add("Sub", a, step.add("Mul", step.add("Floor", step.add("Div", a, b)), b))
                        : modulo(a, b, 0);
            case BIT_AND -> step.add("BitwiseAnd", a, b);
            case BIT_OR -> step.add("BitwiseOr", a, b);
            case BIT_XOR -> step.add("BitwiseXor", a, b);
            case SHIFT_LEFT, SHIFT_RIGHT -> throw new IllegalArgumentException("ONNX has no shifts of signed integers");
        };
    }

    private String modulo(String a, String b, int fmod) {
        return step.add("Mod", List.of(a, b), Map.of("fmod", Step.whole(fmod)));
    }
}
