package io.lanewise.tensor.io;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be: the message names it, what is wrong, and what was expected. */
public final class InvalidFileException extends IOException {
    private static final long serialVersionUID = 1L;

    public InvalidFileException(Path file, String problem) {
        super(file + ": " + problem);
    }

    public InvalidFileException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
