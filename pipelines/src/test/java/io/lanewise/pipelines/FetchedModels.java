package io.lanewise.pipelines;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Models that the build fetches for the module onnx as well. */
final class FetchedModels {
    private FetchedModels() {}

    static Path path(String name) {
        var file = Path.of("..", "onnx", "target", "models", name);
        assumeTrue(Files.exists(file), name + " was not fetched: npm is missing, or its registry is out of reach");
        return file;
    }
}
