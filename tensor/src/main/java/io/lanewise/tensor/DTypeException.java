package io.lanewise.tensor;

/** An element type that the operation does not take; the message names both. */
public final class DTypeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public DTypeException(String message) {
        super(message);
    }
}
