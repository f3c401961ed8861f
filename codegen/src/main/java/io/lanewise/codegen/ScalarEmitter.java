package io.lanewise.codegen;

import com.palantir.javapoet.CodeBlock;
import io.lanewise.expr.BinaryOp;
import io.lanewise.expr.Comparison;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Expr;
import io.lanewise.expr.UnaryOp;

/** Plain Java. Integers narrower than int, and bools (0 and 1), are computed as int. */
final class ScalarEmitter extends Emitter {
    private final String beforeParam;
    private final String afterParam;

    ScalarEmitter(ElementType type, CodeBlock.Builder out) {
        this(type, out, "p", "");
    }

    /** @param suffix tells the variables of several emitters in one scope apart */
    ScalarEmitter(ElementType type, CodeBlock.Builder out, String suffix) {
        super(type, out, suffix);
        this.beforeParam = "p";
        this.afterParam = "";
    }

    /** Parameters are called by their index between two texts: {@code params[0]}. */
    ScalarEmitter(ElementType type, CodeBlock.Builder out, String beforeParam, String afterParam) {
        super(type, out, "");
        this.beforeParam = beforeParam;
        this.afterParam = afterParam;
    }

    /** The Java type of a value that is computed with. */
    static String valueType(ElementType type) {
        return switch (type) {
            case F32 -> "float";
            case F64 -> "double";
            case I64 -> "long";
            case I32, I8, U8, BOOL -> "int";
        };
    }

    /** An element read from an array, as a value. */
    static String load(ElementType type, String element) {
        return type == ElementType.U8 ? element + " & 0xff" : element;
    }

    /** A value as it is stored into an array. */
    static String store(ElementType type, String value) {
        return type.carrier() == byte.class ? "(byte) (" + value + ")" : value;
    }

    static String literal(ElementType type, double value) {
        return switch (type) {
            case F32 -> floatLiteral((float) value);
            case F64 -> doubleLiteral(value);
            case I64 -> (long) value + "L";
            case I32, I8, U8, BOOL -> Integer.toString((int) value);
        };
    }

    private static String floatLiteral(float value) {
        if (Float.isNaN(value)) {
            return "Float.NaN";
        }
        if (Float.isInfinite(value)) {
            return value > 0 ? "Float.POSITIVE_INFINITY" : "Float.NEGATIVE_INFINITY";
        }
        return value == (int) value && Float.floatToRawIntBits(value) != 0x80000000 && Math.abs(value) < 1e6
                ? (int) value + "f"
                : value + "f";
    }

    private static String doubleLiteral(double value) {
        if (Double.isNaN(value)) {
            return "Double.NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Double.POSITIVE_INFINITY" : "Double.NEGATIVE_INFINITY";
        }
        return Double.toString(value);
    }

    @Override
    String variableType(boolean condition) {
        return condition ? "boolean" : valueType(type);
    }

    @Override
    String text(Expr node) {
        return switch (node) {
            case Expr.Input(int i) -> input(i);
            case Expr.Flag(int i) -> "(" + input(i) + " != 0)";
            case Expr.Param(int i) -> beforeParam + i + afterParam;
            case Expr.Output() -> throw new IllegalArgumentException("a derivative's output must be an operand");
            case Expr.Const(double value) -> literal(type, value);
            case Expr.Unary(var op, var x) -> unary(op, of(x));
            case Expr.Binary(var op, var a, var b) -> binary(op, of(a), of(b));
            case Expr.Fma(var a, var b, var c) -> fma(of(a), of(b), of(c));
            case Expr.Select(var c, var t, var f) -> "(" + of(c) + " ? " + of(t) + " : " + of(f) + ")";
            case Expr.Compare(var op, var a, var b) -> "(" + of(a) + " " + symbol(op) + " " + of(b) + ")";
            // Both sides are known already, and a branch on data is guessed wrong half the time.
            case Expr.Both(var a, var b) -> "(" + of(a) + " & " + of(b) + ")";
            case Expr.Either(var a, var b) -> "(" + of(a) + " | " + of(b) + ")";
            case Expr.Not(var c) -> "!" + of(c);
        };
    }

    private String fma(String a, String b, String c) {
        return type.isFloat()
                ? "Scalars.fma(" + strip(a) + ", " + strip(b) + ", " + strip(c) + ")"
                : "(" + a + " * " + b + " + " + c + ")";
    }

    private static String symbol(Comparison op) {
        return switch (op) {
            case EQ -> "==";
            case NE -> "!=";
            case LT -> "<";
            case LE -> "<=";
            case GT -> ">";
            case GE -> ">=";
        };
    }

    /** Lowered expressions have no other functions; of integers, only the first three. */
    private String unary(UnaryOp op, String x) {
        return switch (op) {
            case NEG -> "(-" + x + ")";
            case ABS -> call("Math.abs", x);
            case BIT_NOT -> "(~" + x + ")";
            case SQRT -> math("sqrt", x);
            case POW2 -> call("Scalars.pow2", x);
            case EXPONENT -> call("Scalars.exponent", x);
            case MANTISSA -> call("Scalars.mantissa", x);
            default -> throw new IllegalArgumentException(op + " was not lowered for " + type);
        };
    }

    private String binary(BinaryOp op, String a, String b) {
        return switch (op) {
            case ADD -> infix(a, "+", b);
            case SUB -> infix(a, "-", b);
            case MUL -> infix(a, "*", b);
            case DIV -> infix(a, "/", b);
            case REM -> infix(a, "%", b);
            case MIN -> "Math.min(" + strip(a) + ", " + strip(b) + ")";
            case MAX -> "Math.max(" + strip(a) + ", " + strip(b) + ")";
            case POW -> type.isFloat() ? math("pow", strip(a) + ", " + strip(b)) : call("Scalars.pow", a + ", " + b);
            case BIT_AND -> infix(a, "&", b);
            case BIT_OR -> infix(a, "|", b);
            case BIT_XOR -> infix(a, "^", b);
            case SHIFT_LEFT -> infix(a, "<<", type == ElementType.I64 ? "(int) " + b : b);
            case SHIFT_RIGHT -> infix(a, ">>", type == ElementType.I64 ? "(int) " + b : b);
            default -> throw new IllegalArgumentException(op + " was not lowered for " + type);
        };
    }

    private static String infix(String a, String symbol, String b) {
        return "(" + a + " " + symbol + " " + b + ")";
    }

    private static String call(String function, String arguments) {
        return function + "(" + strip(arguments) + ")";
    }

    private String math(String function, String arguments) {
        return (type == ElementType.F32 ? "(float) " : "") + "Math." + function + "(" + strip(arguments) + ")";
    }
}
