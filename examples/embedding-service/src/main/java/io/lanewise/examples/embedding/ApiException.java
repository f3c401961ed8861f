package io.lanewise.examples.embedding;

import io.helidon.http.Status;
import org.jspecify.annotations.Nullable;

/** A request that is refused, in the form of OpenAI's errors. */
final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Status status;
    private final String type;
    private final @Nullable String parameter;

    ApiException(Status status, String type, @Nullable String parameter, String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.parameter = parameter;
    }

    /** A request that is wrong, and would be wrong again. */
    static ApiException invalid(@Nullable String parameter, String message) {
        return new ApiException(Status.BAD_REQUEST_400, "invalid_request_error", parameter, message);
    }

    Status status() {
        return status;
    }

    String type() {
        return type;
    }

    @Nullable String parameter() {
        return parameter;
    }
}
