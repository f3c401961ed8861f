package io.lanewise.tensor;

/** What stands for a value between two neighbours in order. */
public enum Interpolation {
    /** The point on the line between them. */
    LINEAR,
    /** The lower one. */
    LOWER,
    /** The higher one. */
    HIGHER,
    /** Their mean. */
    MIDPOINT,
    /** The nearer one. */
    NEAREST
}
