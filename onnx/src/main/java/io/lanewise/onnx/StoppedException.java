package io.lanewise.onnx;

/** A run that was stopped between two nodes: its deadline had passed, or its thread was interrupted. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException(String message) {
        super(message);
    }
}
