package io.lanewise.expr;

import io.lanewise.expr.Expr.Binary;
import io.lanewise.expr.Expr.Unary;

/**
 * Rewrites expressions into the operations that kernels have, for one element type. The result decides every rounding:
 * a kernel computes each of its operations in the element type, rounded once, so all kernels of a function agree to the
 * bit, whatever they are written in.
 *
 * <p>What remains in a floating-point expression: Input, Flag, Param, Const; {@code NEG ABS SQRT POW2 EXPONENT
 * MANTISSA}; {@code ADD SUB MUL DIV MIN MAX}; Fma, Select, the conditions; and {@code REM}. In an integer expression: {@code NEG ABS BIT_NOT}; {@code ADD SUB MUL DIV REM MIN MAX
 * POW}, the bit operations and shifts whose count is within the type; Select and the conditions.
 *
 * <p>In a kernel of i8, u8 or bool the operations are of Java's {@code int}, an u8 or bool operand is loaded without
 * sign, and the result is cut to a byte. A Param is cast to the type as Java casts a double: {@code (int) p}.
 */
public final class Lowering {
    private final ElementType type;

    private Lowering(ElementType type) {
        this.type = type;
    }

    /**
     * The expression in the operations of kernels, equal parts shared.
     *
     * @throws IllegalArgumentException if an operation has no meaning for the type: the sine of an integer
     */
    public static Expr lower(Expr expr, ElementType type) {
        var lowering = new Lowering(type);
        Expr lowered = type.isFloat()
                ? Rewrite.bottomUp(expr, new FloatRules(FloatFormat.of(type))::apply)
                : Rewrite.bottomUp(expr, lowering::integer);
        return Dag.of(lowered).expr();
    }

    private Expr integer(Expr expr) {
        return switch (expr) {
            case Unary u -> integer(u);
            case Binary b -> integer(b);
            case Expr.Fma f -> f.a().mul(f.b()).add(f.c());
            case Expr.Compare(Comparison op, Expr a, Expr.Const b)
            when Double.isInfinite(b.value()) -> new Expr.Compare(op, Expr.Const.ZERO, Expr.of(Math.signum(b.value())));
            default -> expr;
        };
    }

    private Expr integer(Unary u) {
        Expr x = u.x();
        return switch (u.op()) {
            case NEG, ABS -> u;
            case BIT_NOT -> type == ElementType.BOOL ? Expr.Const.ONE.sub(x) : u;
            case SIGN -> x.gt(0).then(Expr.Const.ONE, x.lt(0).then(Expr.of(-1), Expr.Const.ZERO));
            case FLOOR, CEIL, TRUNC, ROUND -> x;
            default -> throw new IllegalArgumentException(u.op() + " is not defined for " + type);
        };
    }

    private Expr integer(Binary binary) {
        Expr a = binary.a();
        Expr b = binary.b();
        return switch (binary.op()) {
            case ADD, SUB, MUL, DIV, MIN, MAX, REM, POW, BIT_AND, BIT_OR, BIT_XOR -> binary;
            case FLOOR_DIV -> {
                Expr quotient = a.div(b);
                yield roundsUp(a, b).then(quotient.sub(1), quotient);
            }
            case FLOOR_MOD -> roundsUp(a, b).then(a.rem(b).add(b), a.rem(b));
            case SHIFT_LEFT -> withinWidth(b).then(binary, Expr.Const.ZERO);
            case SHIFT_RIGHT -> withinWidth(b).then(binary, a.lt(0).then(Expr.of(-1), Expr.Const.ZERO));
            case ATAN2 -> throw new IllegalArgumentException(binary.op() + " is not defined for " + type);
        };
    }

    /** Whether truncation takes a quotient up: it is inexact and negative. */
    private static Expr roundsUp(Expr a, Expr b) {
        Expr remainder = a.rem(b);
        return remainder.ne(0).and(remainder.bitXor(b).lt(0));
    }

    private Expr withinWidth(Expr count) {
        return count.ge(0).and(count.lt(8 * type.bytes()));
    }
}
