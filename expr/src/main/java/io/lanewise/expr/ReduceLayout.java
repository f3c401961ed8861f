package io.lanewise.expr;

/** Along which direction of a matrix a reduction runs. */
public enum ReduceLayout {
    /** Each row becomes one value. */
    ROWS,
    /** Each column becomes one value. */
    COLUMNS
}
