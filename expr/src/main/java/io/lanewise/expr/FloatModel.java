package io.lanewise.expr;

/**
 * Lowered f32 expressions, to the bit. A sum, product, quotient or root of floats that is computed in f64 and rounded
 * to f32 is correctly rounded (Figueroa, 1995), so the arithmetic can be that of doubles.
 */
final class FloatModel extends DoubleInterpreter {
    FloatModel(Expr lowered) {
        super(lowered);
    }

    @Override
    double number(double value) {
        return (float) value;
    }

    @Override
    double unary(UnaryOp op, double x) {
        return switch (op) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SQRT -> (float) Math.sqrt(x);
            case POW2 -> Float.intBitsToFloat(Float.floatToRawIntBits((float) x + (0x1p23f + 127)) << 23);
            case EXPONENT -> (Float.floatToRawIntBits((float) x) >>> 23) - 127;
            case MANTISSA -> Float.intBitsToFloat((Float.floatToRawIntBits((float) x) & 0x7fffff) | 0x3f800000);
            default -> throw unknown(op, ElementType.F32);
        };
    }

    @Override
    double binary(BinaryOp op, double a, double b) {
        return switch (op) {
            case ADD -> (float) (a + b);
            case SUB -> (float) (a - b);
            case MUL -> (float) (a * b);
            case DIV -> (float) (a / b);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case REM -> a % b;
            case POW -> (float) Math.pow(a, b);
            default -> throw unknown(op, ElementType.F32);
        };
    }

    @Override
    double fma(double a, double b, double c) {
        return Math.fma((float) a, (float) b, (float) c);
    }
}
