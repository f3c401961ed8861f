package io.lanewise.expr;

/** How the elements of a row become one. */
public enum Reduction {
    /** Integers and bools are summed in i64. */
    SUM,
    /** Integers and bools are multiplied in i64. */
    PROD,
    /** NaN when one is NaN. */
    MAX,
    /** NaN when one is NaN. */
    MIN,
    /** The i64 index of the first greatest; NaN counts as the greatest. */
    ARG_MAX,
    /** The i64 index of the first least; NaN counts as the least. */
    ARG_MIN,
    /** Whether all differ from zero, as a bool. */
    ALL,
    /** Whether one differs from zero, as a bool. */
    ANY,
    /** The sum of the squares, in the type of the elements. */
    SUM_SQUARES
}
