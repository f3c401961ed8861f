package io.lanewise.expr;

/** Lowered f64 expressions, to the bit. */
final class DoubleModel extends DoubleInterpreter {
    DoubleModel(Expr lowered) {
        super(lowered);
    }

    @Override
    double number(double value) {
        return value;
    }

    @Override
    double unary(UnaryOp op, double x) {
        return switch (op) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SQRT -> Math.sqrt(x);
            case POW2 -> Double.longBitsToDouble(Double.doubleToRawLongBits(x + (0x1p52 + 1023)) << 52);
            case EXPONENT -> (Double.doubleToRawLongBits(x) >>> 52) - 1023;
            case MANTISSA ->
                Double.longBitsToDouble((Double.doubleToRawLongBits(x) & 0xfffffffffffffL) | 0x3ff0000000000000L);
            default -> throw unknown(op, ElementType.F64);
        };
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
            case REM -> a % b;
            case POW -> Math.pow(a, b);
            default -> throw unknown(op, ElementType.F64);
        };
    }

    @Override
    double fma(double a, double b, double c) {
        return Math.fma(a, b, c);
    }
}
