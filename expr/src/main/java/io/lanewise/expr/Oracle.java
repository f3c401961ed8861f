package io.lanewise.expr;

/** Each operation in f64 by the definition, or by the JDK's reference functions. */
final class Oracle extends DoubleInterpreter {
    private static final double LN_2 = 0.6931471805599453;

    Oracle(Expr expr) {
        super(expr);
    }

    @Override
    double number(double value) {
        return value;
    }

    @Override
    double fma(double a, double b, double c) {
        return Math.fma(a, b, c);
    }

    @Override
    double unary(UnaryOp op, double x) {
        return switch (op) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> x > 0 ? 1 : x < 0 ? -1 : 0;
            case SQRT -> Math.sqrt(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case ROUND -> Math.rint(x);
            case EXP -> StrictMath.exp(x);
            case EXP_OF_MINUS -> StrictMath.exp(-x);
            case EXP2 -> StrictMath.pow(2, x);
            case EXPM1 -> StrictMath.expm1(x);
            case LOG -> StrictMath.log(x);
            case LOG2 -> log2(x);
            case LOG10 -> StrictMath.log10(x);
            case LOG1P -> StrictMath.log1p(x);
            case TANH -> StrictMath.tanh(x);
            case SIGMOID -> x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : 1 / (1 + StrictMath.exp(-x));
            case ERF -> ErrorFunctionSeries.erf(x);
            case ERFC -> ErrorFunctionSeries.erfc(x);
            case NORMAL_CDF -> ErrorFunctionSeries.normalCdf(x);
            case GELU -> x * ErrorFunctionSeries.normalCdf(x);
            case SIN -> StrictMath.sin(x);
            case COS -> StrictMath.cos(x);
            case TAN -> StrictMath.tan(x);
            case ASIN -> StrictMath.asin(x);
            case ACOS -> StrictMath.acos(x);
            case ATAN -> StrictMath.atan(x);
            case SINH -> StrictMath.sinh(x);
            case COSH -> StrictMath.cosh(x);
            case POW2 -> Math.scalb(1.0, (int) x);
            case EXPONENT -> Math.getExponent(x);
            case MANTISSA -> Math.scalb(x, -Math.getExponent(x));
            case BIT_NOT -> ~(long) x;
        };
    }

    /** Of a power of two its exponent; else by the logarithm of what is left, which does not cancel near 1. */
    private static double log2(double x) {
        if (!(x > 0) || Double.isInfinite(x)) {
            return StrictMath.log(x);
        }
        int exponent = Math.getExponent(x * Math.sqrt(2));
        return exponent + StrictMath.log(Math.scalb(x, -exponent)) / LN_2;
    }

    @Override
    double binary(BinaryOp op, double a, double b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case POW -> a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : StrictMath.pow(a, b);
            case ATAN2 -> StrictMath.atan2(a, b);
            case REM -> a % b;
            case FLOOR_MOD -> floorMod(a, b);
            case FLOOR_DIV -> floorDiv(a, b);
            case BIT_AND -> (long) a & (long) b;
            case BIT_OR -> (long) a | (long) b;
            case BIT_XOR -> (long) a ^ (long) b;
            case SHIFT_LEFT -> (long) a << (long) b;
            case SHIFT_RIGHT -> (long) a >> (long) b;
        };
    }

    private static double floorMod(double a, double b) {
        double remainder = a % b;
        return remainder != 0 && remainder < 0 != b < 0 ? remainder + b : remainder;
    }

    /** The integer nearest to the quotient that the exact remainder leaves. */
    private static double floorDiv(double a, double b) {
        if (b == 0 || Double.isNaN(a % b)) {
            return b == 0 ? a / b : Double.NaN;
        }
        double quotient = Math.rint((a - a % b) / b);
        return floorMod(a, b) == a % b ? quotient : quotient - 1;
    }
}
