package io.lanewise.cli;

import io.lanewise.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Failures in one line, for people. */
final class Failures {
    private Failures() {}

    static String describe(Throwable failure) {
        return switch (failure) {
            case DatasetException e -> oneLine(e.getMessage());
            case NoSuchFileException e when e.getReason() == null -> e.getFile() + ": no such file";
            case AccessDeniedException e -> e.getFile() + ": permission denied";
            case FileAlreadyExistsException e -> e.getFile() + ": there is a file of that name already";
            case FileSystemException e -> oneLine(e.getMessage());
            case IOException e when e.getMessage() != null -> oneLine(e.getMessage());
            case IllegalArgumentException e when e.getMessage() != null -> oneLine(e.getMessage());
            case IllegalStateException e when e.getMessage() != null -> oneLine(e.getMessage());
            case OutOfMemoryError _ ->
                "out of memory: the heap has "
                        + Runtime.getRuntime().maxMemory() / (1 << 20)
                        + " MB; give it more, for example LANEWISE_JAVA_OPTS=-Xmx4g";
            default -> "unexpected failure, --verbose prints where: " + oneLine(failure.toString());
        };
    }

    static String oneLine(@Nullable String text) {
        return text == null ? "no reason given" : text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
