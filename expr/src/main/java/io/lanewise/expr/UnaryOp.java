package io.lanewise.expr;

/** Functions of one number. The transcendental ones are lowered to the others before a kernel is written. */
public enum UnaryOp {
    NEG,
    ABS,
    /** -1, 0 or 1; 0 for NaN, as in PyTorch. */
    SIGN,
    SQRT,
    FLOOR,
    CEIL,
    TRUNC,
    /** To the nearest integer, halves to the even one. */
    ROUND,
    EXP,
    /** e⁻ˣ where x is known not to be negative, apart from rounding. */
    EXP_OF_MINUS,
    EXP2,
    EXPM1,
    LOG,
    LOG2,
    LOG10,
    LOG1P,
    TANH,
    SIGMOID,
    ERF,
    ERFC,
    /** The standard normal distribution function, (1 + erf(x / sqrt 2)) / 2. */
    NORMAL_CDF,
    /** x times the standard normal distribution function of x. */
    GELU,
    SIN,
    COS,
    TAN,
    ASIN,
    ACOS,
    ATAN,
    SINH,
    COSH,
    /** Bitwise complement of an integer; negation of a bool. */
    BIT_NOT,
    /** 2 to the power of an integral argument within the normal exponents. Appears in lowered expressions only. */
    POW2,
    /** The unbiased exponent of a positive normal number, as a number. Appears in lowered expressions only. */
    EXPONENT,
    /** The mantissa, in [1, 2), of a positive normal number. Appears in lowered expressions only. */
    MANTISSA
}
