package io.lanewise.expr;

/** How the operands of an elementwise kernel lie in memory. */
public enum MapLayout {
    /** All operands and the result one element after the other. */
    DENSE,
    /** Of two operands the first is one number for all elements (step 0); the rest is dense. */
    LEFT,
    /** Of two operands the second is one number for all elements (step 0); the rest is dense. */
    RIGHT,
    /** Any step for each operand and the result. */
    STRIDED
}
