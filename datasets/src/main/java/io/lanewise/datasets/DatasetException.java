package io.lanewise.datasets;

import java.io.IOException;

/** A file of a data set that is not what it should be; the message names the file and what was expected. */
public final class DatasetException extends IOException {
    private static final long serialVersionUID = 1L;

    public DatasetException(String message) {
        super(message);
    }
}
