package io.lanewise.cli;

import io.lanewise.datasets.FashionMnist;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What {@code --data} names. */
final class DataOption {
    static final String EMBEDDED = "embedded";
    static final String INSTALLED = "fashion-mnist";
    static final String DESCRIPTION = "The images: '" + EMBEDDED + "', a real subset of Fashion-MNIST; '" + INSTALLED
            + "', the full set where Debian's package dataset-fashion-mnist is installed; or a folder with IDX files,"
            + " plain or .gz";

    private DataOption() {}

    static FashionMnist load(String data) throws IOException {
        return switch (data) {
            case EMBEDDED -> FashionMnist.embedded();
            case INSTALLED -> FashionMnist.installed();
            default -> FashionMnist.from(folder(data));
        };
    }

    /** The same data under a name that holds in any working directory. */
    static String absolute(String data) {
        return switch (data) {
            case EMBEDDED, INSTALLED -> data;
            default -> folder(data).toAbsolutePath().normalize().toString();
        };
    }

    private static Path folder(String data) {
        try {
            return Path.of(data);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("--data: '" + data + "' is no path", e);
        }
    }
}
