package io.lanewise.expr;

/**
 * What the lowering has to know of a binary floating-point format.
 *
 * @param type the element type
 * @param precision the significand's bits, the hidden one included
 * @param maxExponent the largest exponent of a finite number; the smallest of a normal one is 1 - maxExponent
 */
record FloatFormat(ElementType type, int precision, int maxExponent) {
    static final FloatFormat F32 = new FloatFormat(ElementType.F32, 24, 127);
    static final FloatFormat F64 = new FloatFormat(ElementType.F64, 53, 1023);

    static FloatFormat of(ElementType type) {
        return switch (type) {
            case F32 -> F32;
            case F64 -> F64;
            default -> throw new IllegalArgumentException(type + " is not a floating-point type");
        };
    }

    /** The same quantity for either format. */
    double pick(double f32, double f64) {
        return type == ElementType.F32 ? f32 : f64;
    }

    double[] pick(double[] f32, double[] f64) {
        return type == ElementType.F32 ? f32 : f64;
    }

    double minNormal() {
        return Math.scalb(1.0, 1 - maxExponent);
    }

    /** The first magnitude at which every number is an integer. */
    double integral() {
        return Math.scalb(1.0, precision - 1);
    }

    /**
     * The nearest integer, halves to even, for |x| below a quarter of {@link #integral}: adding 1.5 · integral leaves
     * the sum no bits for a fraction.
     */
    Expr nearest(Expr x) {
        return x.add(magic()).sub(magic());
    }

    /** The nearest integer to a·b, like {@link #nearest(Expr)}. */
    Expr nearest(Expr a, double b) {
        return a.fma(Expr.of(b), Expr.of(magic())).sub(magic());
    }

    /**
     * The integer n nearest to a·b, and 2ⁿ⁺ᵖˡᵘˢ: both from one sum, whose lowest bits are the exponent of the power. Halves
     * go to where that is even.
     */
    Rounded nearest(Expr a, double b, double plus) {
        double constant = magic() + maxExponent;
        Expr sum = a.fma(Expr.of(b), Expr.of(constant + plus));
        return new Rounded(sum.sub(constant + plus), new Expr.Unary(UnaryOp.POW2, sum.sub(constant)));
    }

    /** An integer and a power of two, which is a normal number if it is used. */
    record Rounded(Expr n, Expr power) {}

    private double magic() {
        return 1.5 * integral();
    }

    /** c[0] + c[1]·x + c[2]·x² …, by Horner's rule in FMAs. */
    static Expr polynomial(Expr x, double... c) {
        Expr sum = Expr.of(c[c.length - 1]);
        for (int i = c.length - 2; i >= 0; i--) {
            sum = sum.fma(x, Expr.of(c[i]));
        }
        return sum;
    }
}
