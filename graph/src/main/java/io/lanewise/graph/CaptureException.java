package io.lanewise.graph;

/** A function that does what a graph cannot hold; the message says what, and what to do instead. */
public final class CaptureException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    CaptureException(String message) {
        super(message);
    }
}
