package io.lanewise.expr;

/** Comparisons of two numbers; with NaN all are false but {@link #NE}. */
public enum Comparison {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
}
