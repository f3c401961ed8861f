package io.lanewise.codegen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes all generated sources below the folder named by the first argument. */
public final class Generator {
    private Generator() {}

    public static void main(String[] args) throws IOException {
        Files.createDirectories(Path.of(args[0]));
    }
}
