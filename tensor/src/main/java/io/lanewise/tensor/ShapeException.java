package io.lanewise.tensor;

/** Shapes that do not fit the operation; the message names it, the shapes, and what was expected. */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ShapeException(String message) {
        super(message);
    }
}
