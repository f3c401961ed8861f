package io.lanewise.hub;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The hub could not be reached, or the connection broke; a file of the cache may serve instead. */
final class ConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    ConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
