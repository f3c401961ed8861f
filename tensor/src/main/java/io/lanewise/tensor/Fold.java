package io.lanewise.tensor;

/** How several elements that meet at one place become one. */
public enum Fold {
    SUM,
    PROD,
    MEAN,
    AMAX,
    AMIN
}
