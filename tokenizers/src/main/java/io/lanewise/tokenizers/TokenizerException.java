package io.lanewise.tokenizers;

import java.io.IOException;

/** A tokenizer's file that is not what it should be; the message names the file, the place in it, and what was expected. */
public final class TokenizerException extends IOException {
    private static final long serialVersionUID = 1L;

    public TokenizerException(String message) {
        super(message);
    }

    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
