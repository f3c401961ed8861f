package io.lanewise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --model}. */
final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "A model that 'train' wrote (default: runs/model.safetensors).")
    private Path file = Path.of("runs", "model.safetensors");

    ImageClassifier.Saved load() throws IOException {
        return load(file);
    }

    static ImageClassifier.Saved load(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such file; 'lanewise train' writes a model, --model names one");
        }
        return ImageClassifier.load(file);
    }
}
