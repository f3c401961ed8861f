package io.lanewise.hub;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that could not be had from a hub: the message names the model, the file, what was found and what helps. */
public final class HubException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    HubException(int status, String message) {
        super(message);
        this.status = status;
    }

    HubException(String message) {
        this(0, message);
    }

    HubException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /** The HTTP status with which the hub refused, or 0 where it was not the hub. */
    public int status() {
        return status;
    }
}
