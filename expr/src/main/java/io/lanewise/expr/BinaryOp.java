package io.lanewise.expr;

/** Functions of two numbers. */
public enum BinaryOp {
    ADD,
    SUB,
    MUL,
    /** True division; of integers, division that truncates (an error by zero is the caller's to check). */
    DIV,
    /** NaN when either is NaN, like {@link Math#min(double, double)}. */
    MIN,
    /** NaN when either is NaN, like {@link Math#max(double, double)}. */
    MAX,
    /** Of floats like C's pow; of integers wrapping around, truncated for a negative exponent. */
    POW,
    ATAN2,
    /** Remainder with the sign of the dividend, like Java's {@code %} and C's fmod. */
    REM,
    /** Quotient rounded down; of integers as {@link Math#floorDiv(int, int)}, of floats as Python's {@code //}. */
    FLOOR_DIV,
    /** Remainder with the sign of the divisor, like Python's {@code %}; of integers {@link Math#floorMod(int, int)}. */
    FLOOR_MOD,
    BIT_AND,
    BIT_OR,
    BIT_XOR,
    /** Zero when the count is the type's width or more, or negative, as in PyTorch. */
    SHIFT_LEFT,
    /** Arithmetic; of counts beyond the type's width all bits are the sign. */
    SHIFT_RIGHT
}
