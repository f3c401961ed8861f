package io.lanewise.tokenizers;

/** The end of a text at which tokens are cut off or added. */
public enum Side {
    LEFT,
    RIGHT
}
