package io.lanewise.graph;

/** A function that does what a graph cannot hold; the message says what, and what to do instead. */
public final class CaptureException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** @param message why; functions that are captured may throw it themselves */
    public CaptureException(String message) {
        super(message);
    }
}
