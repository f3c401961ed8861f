package io.lanewise.nn;

/** A saved state that does not fit what it is loaded into; the message names each entry that differs. */
public final class StateException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public StateException(String message) {
        super(message);
    }
}
