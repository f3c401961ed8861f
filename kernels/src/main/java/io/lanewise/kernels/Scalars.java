package io.lanewise.kernels;

/** The operations of scalar kernels that Java has no operator for. Vector kernels give the same bits. */
public final class Scalars {
    private static final boolean FMA = Cpu.hasFma();

    private Scalars() {}

    /**
     * a·b + c, rounded once. Without the instruction {@link Math#fma(float, float, float)} would go through BigDecimal:
     * there the exact product and a sum rounded to odd in f64 give the same bits.
     */
    public static float fma(float a, float b, float c) {
        return FMA ? Math.fma(a, b, c) : emulatedFma(a, b, c);
    }

    /** a·b + c, rounded once where the CPU can, else twice. */
    public static double fma(double a, double b, double c) {
        return FMA ? Math.fma(a, b, c) : a * b + c;
    }

    static float emulatedFma(float a, float b, float c) {
        double product = (double) a * b; // exact: 48 bits at most
        double sum = product + c;
        double partOfC = sum - product;
        double error = (product - (sum - partOfC)) + (c - partOfC);
        long bits = Double.doubleToRawLongBits(sum);
        if (error == 0 || Double.isNaN(error) || (bits & 1) != 0) {
            return (float) sum;
        }
        // Rounding to odd: one step towards the exact sum, so that the second rounding sees which side it lies on.
        return (float) Double.longBitsToDouble((error > 0) == (sum > 0) ? bits + 1 : bits - 1);
    }

    public static float trunc(float x) {
        return (float) (x < 0 ? Math.ceil(x) : Math.floor(x));
    }

    public static double trunc(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    /** 2 to the power of an integral number within the normal exponents. */
    public static float pow2(float x) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(x + (0x1p23f + 127)) << 23);
    }

    /** 2 to the power of an integral number within the normal exponents. */
    public static double pow2(double x) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x + (0x1p52 + 1023)) << 52);
    }

    /** The unbiased exponent of a positive normal number. */
    public static float exponent(float x) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(x) >>> 23 | 0x4b000000) - (0x1p23f + 127);
    }

    /** The unbiased exponent of a positive normal number. */
    public static double exponent(double x) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x) >>> 52 | 0x4330000000000000L) - (0x1p52 + 1023);
    }

    /** The mantissa, in [1, 2), of a positive normal number. */
    public static float mantissa(float x) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(x) & 0x007fffff | 0x3f800000);
    }

    /** The mantissa, in [1, 2), of a positive normal number. */
    public static double mantissa(double x) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x) & 0x000fffffffffffffL | 0x3ff0000000000000L);
    }

    /** An integer power, wrapping around; of a negative exponent the truncated quotient 1 / x^-n. */
    public static long pow(long x, long exponent) {
        if (exponent < 0) {
            return x == 1 ? 1 : x == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
        }
        long power = 1;
        for (long square = x, rest = exponent; rest > 0; rest >>= 1, square *= square) {
            power *= (rest & 1) == 1 ? square : 1;
        }
        return power;
    }

    /** An integer power, wrapping around. */
    public static int pow(int x, int exponent) {
        return (int) pow((long) x, (long) exponent);
    }
}
