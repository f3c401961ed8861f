package io.lanewise.expr;

import io.lanewise.expr.Expr.Binary;
import io.lanewise.expr.Expr.Compare;
import io.lanewise.expr.Expr.Const;
import io.lanewise.expr.Expr.Not;
import io.lanewise.expr.Expr.Select;
import io.lanewise.expr.Expr.Unary;
import java.util.OptionalDouble;

/**
 * Simplification that keeps the value for every input: NaN, infinities, and the sign of zero. So x + 0 stays (of
 * -0 it makes 0), x - 0 goes; x·0 stays (it may be NaN).
 */
final class Simplify {
    private Simplify() {}

    static Expr simplify(Expr expr) {
        return Rewrite.bottomUp(expr, Simplify::once);
    }

    private static Expr once(Expr expr) {
        return switch (expr) {
            case Unary u -> unary(u);
            case Binary b -> binary(b);
            case Select s -> select(s);
            case Not n -> not(n);
            default -> expr;
        };
    }

    private static Expr unary(Unary u) {
        return switch (u.op()) {
            case NEG ->
                switch (u.x()) {
                    case Const c -> Expr.of(-c.value());
                    case Unary inner when inner.op() == UnaryOp.NEG -> inner.x();
                    default -> u;
                };
            case ABS ->
                switch (u.x()) {
                    case Const c -> Expr.of(Math.abs(c.value()));
                    case Unary inner when inner.op() == UnaryOp.NEG -> inner.x().abs();
                    case Unary inner when inner.op() == UnaryOp.ABS -> inner;
                    default -> u;
                };
            default -> u;
        };
    }

    private static Expr binary(Binary binary) {
        if (binary.a() instanceof Const a && binary.b() instanceof Const b) {
            OptionalDouble value = fold(binary.op(), a.value(), b.value());
            if (value.isPresent()) {
                return Expr.of(value.getAsDouble());
            }
        }
        Expr a = binary.a();
        Expr b = binary.b();
        return switch (binary.op()) {
            case ADD -> isMinusZero(b) ? a : isMinusZero(a) ? b : binary;
            case SUB -> isZero(b) ? a : binary;
            case MUL -> product(binary);
            case DIV -> isConst(b, 1) ? a : binary;
            case POW -> power(binary);
            default -> binary;
        };
    }

    private static Expr product(Binary product) {
        Expr a = product.a();
        Expr b = product.b();
        if (isConst(b, 1)) {
            return a;
        }
        if (isConst(a, 1)) {
            return b;
        }
        if (isConst(b, -1)) {
            return a.neg();
        }
        return isConst(a, -1) ? b.neg() : product;
    }

    private static Expr power(Binary power) {
        Expr x = power.a();
        if (!(power.b() instanceof Const exponent)) {
            return power;
        }
        double n = exponent.value();
        if (n == 0) {
            return Expr.Const.ONE;
        }
        if (n == 2 || n == 3) {
            return n == 2 ? x.square() : x.square().mul(x);
        }
        return n == 1 ? x : power;
    }

    /** Division only where integers would agree. */
    private static OptionalDouble fold(BinaryOp op, double a, double b) {
        return switch (op) {
            case ADD -> OptionalDouble.of(a + b);
            case SUB -> OptionalDouble.of(a - b);
            case MUL -> OptionalDouble.of(a * b);
            case DIV -> b != 0 && a % b == 0 ? OptionalDouble.of(a / b) : OptionalDouble.empty();
            case MIN -> OptionalDouble.of(Math.min(a, b));
            case MAX -> OptionalDouble.of(Math.max(a, b));
            default -> OptionalDouble.empty();
        };
    }

    private static Expr select(Select s) {
        Expr yes = s.whenTrue();
        Expr no = s.whenFalse();
        // Equal parts are the same object by now, except for constants that were folded.
        if (isLeaf(yes) ? yes.equals(no) : yes == no) {
            return yes;
        }
        return switch (s.condition()) {
            case Not n -> new Select(n.condition(), no, yes);
            case Compare(Comparison op, Const a, Const b) -> op.holds(a.value(), b.value()) ? yes : no;
            default -> s;
        };
    }

    private static Expr not(Not n) {
        return switch (n.condition()) {
            case Not inner -> inner.condition();
            case Compare(Comparison op, Expr a, Expr b) when op == Comparison.EQ -> a.ne(b);
            case Compare(Comparison op, Expr a, Expr b) when op == Comparison.NE -> a.eq(b);
            default -> n;
        };
    }

    private static boolean isLeaf(Expr expr) {
        return Dag.children(expr).isEmpty();
    }

    private static boolean isConst(Expr expr, double value) {
        return expr instanceof Const c && c.value() == value;
    }

    private static boolean isZero(Expr expr) {
        return expr.equals(Expr.Const.ZERO);
    }

    private static boolean isMinusZero(Expr expr) {
        return expr.equals(Expr.of(-0.0));
    }
}
