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
    POW,
    ATAN2,
    /** Remainder with the sign of the dividend, like Java's {@code %} and C's fmod. */
    REM,
    BIT_AND,
    BIT_OR,
    BIT_XOR,
    SHIFT_LEFT,
    SHIFT_RIGHT
}
