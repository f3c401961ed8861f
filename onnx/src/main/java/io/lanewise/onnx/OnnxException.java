package io.lanewise.onnx;

import org.jspecify.annotations.Nullable;

/** A model that cannot be run, or not on these inputs: the message names the node or input and what was expected. */
public final class OnnxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    OnnxException(String message) {
        super(message);
    }

    OnnxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
