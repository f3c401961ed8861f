package io.lanewise.expr;

import io.lanewise.expr.Expr.Binary;
import io.lanewise.expr.Expr.Unary;

/** The lowering of each floating-point operation, its operands lowered already. */
final class FloatRules {
    private final FloatFormat format;
    private final Exponentials exponentials;
    private final Logarithms logarithms;
    private final Powers powers;
    private final Trigonometry trigonometry;
    private final ErrorFunctions errorFunctions;

    FloatRules(FloatFormat format) {
        this.format = format;
        this.exponentials = new Exponentials(format);
        this.logarithms = new Logarithms(format);
        this.powers = new Powers(format, logarithms, exponentials);
        this.trigonometry = new Trigonometry(format);
        this.errorFunctions = new ErrorFunctions(format);
    }

    Expr apply(Expr expr) {
        return switch (expr) {
            case Unary u -> unary(u);
            case Binary b -> binary(b);
            default -> expr;
        };
    }

    private Expr unary(Unary u) {
        Expr x = u.x();
        return switch (u.op()) {
            case NEG, ABS, SQRT, POW2, EXPONENT, MANTISSA -> u;
            case SIGN -> x.gt(0).then(Expr.Const.ONE, x.lt(0).then(Expr.of(-1), Expr.Const.ZERO));
            case FLOOR -> floor(x);
            case CEIL -> floor(x.neg()).neg();
            case TRUNC -> trunc(x);
            case ROUND -> round(x);
            case EXP -> exponentials.exp(x);
            case EXP2 -> exponentials.exp2(x);
            case EXP_OF_MINUS -> exponentials.expOfMinus(x);
            case EXPM1 -> exponentials.expm1(x);
            case TANH -> exponentials.tanh(x);
            case SIGMOID -> exponentials.sigmoid(x);
            case SINH -> exponentials.sinh(x);
            case COSH -> exponentials.cosh(x);
            case LOG -> logarithms.log(x);
            case LOG2 -> logarithms.log2(x);
            case LOG10 -> logarithms.log10(x);
            case LOG1P -> logarithms.log1p(x);
            case ERF -> errorFunctions.erf(x);
            case ERFC -> errorFunctions.erfc(x);
            case NORMAL_CDF -> errorFunctions.normalCdf(x);
            case GELU -> errorFunctions.gelu(x);
            case SIN -> trigonometry.sin(x);
            case COS -> trigonometry.cos(x);
            case TAN -> trigonometry.tan(x);
            case ASIN -> trigonometry.asin(x);
            case ACOS -> trigonometry.acos(x);
            case ATAN -> trigonometry.atan(x);
            case BIT_NOT -> throw new IllegalArgumentException("BIT_NOT is not defined for " + format.type());
        };
    }

    private Expr binary(Binary binary) {
        Expr a = binary.a();
        Expr b = binary.b();
        return switch (binary.op()) {
            case ADD, SUB, MUL, DIV, REM -> binary;
            case MIN, MAX -> extreme(binary);
            case POW -> powers.power(a, b);
            case ATAN2 -> trigonometry.atan2(a, b);
            case FLOOR_DIV -> floorDiv(a, b);
            case FLOOR_MOD -> floorMod(a, b);
            case BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT ->
                throw new IllegalArgumentException(binary.op() + " is not defined for " + format.type());
        };
    }

    /**
     * Beside a constant a comparison and a choice do: of the two zeros the constant must be the one that wins, and NaN
     * is chosen because it compares false.
     */
    private static Expr extreme(Binary extreme) {
        boolean max = extreme.op() == BinaryOp.MAX;
        Expr x = extreme.a();
        if (!(extreme.b() instanceof Expr.Const limit)
                || Double.isNaN(limit.value())
                || Double.compare(limit.value(), max ? -0.0 : 0.0) == 0) {
            return extreme;
        }
        return (max ? x.le(limit) : x.ge(limit)).then(limit, x);
    }

    /** Adding 2^(p-1) to a smaller magnitude leaves no bits for a fraction. */
    private Expr nearestMagnitude(Expr magnitude) {
        return magnitude.add(format.integral()).sub(format.integral());
    }

    /** A rounded value where x has a fraction to round; zeros, large numbers and NaN stay what they are. */
    private Expr whereFraction(Expr x, Expr rounded) {
        return x.ne(0).and(x.abs().lt(format.integral())).then(rounded, x);
    }

    private Expr round(Expr x) {
        Expr r = nearestMagnitude(x.abs());
        return whereFraction(x, x.lt(0).then(r.neg(), r));
    }

    private Expr trunc(Expr x) {
        Expr magnitude = x.abs();
        Expr r = nearestMagnitude(magnitude);
        Expr t = r.gt(magnitude).then(r.sub(1), r);
        return whereFraction(x, x.lt(0).then(t.neg(), t));
    }

    private Expr floor(Expr x) {
        Expr r = round(x);
        return whereFraction(x, r.gt(x).then(r.sub(1), r));
    }

    private Expr floorMod(Expr a, Expr b) {
        Expr remainder = a.rem(b);
        return wrongSign(remainder, b).then(remainder.add(b), remainder);
    }

    private static Expr wrongSign(Expr remainder, Expr b) {
        return remainder.lt(0).and(b.gt(0)).or(remainder.gt(0).and(b.lt(0)));
    }

    /** As CPython and PyTorch: from the exact remainder, rounded to the integer that division by it should give. */
    private Expr floorDiv(Expr a, Expr b) {
        Expr remainder = a.rem(b);
        Expr quotient = a.sub(remainder).div(b);
        Expr corrected = wrongSign(remainder, b).then(quotient.sub(1), quotient);
        Expr down = floor(corrected);
        Expr floored = corrected.sub(down).gt(0.5).then(down.add(1), down);
        Expr zero = a.div(b).mul(0);
        return b.eq(0).then(a.div(b), corrected.eq(0).then(zero, floored));
    }
}
