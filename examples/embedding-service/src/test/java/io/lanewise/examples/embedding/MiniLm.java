package io.lanewise.examples.embedding;

import io.lanewise.hub.ModelFiles;
import io.lanewise.pipelines.SentenceEmbedder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** The tests' model, all-MiniLM-L6-v2. */
final class MiniLm {
    static final ModelFiles FILES = ModelFiles.resources(
            MiniLm.class,
            Map.of("model.onnx", "/all-minilm-l6-v2.onnx", "tokenizer.json", "/all-minilm-l6-v2-tokenizer.json"));

    static final SentenceEmbedder EMBEDDER = load();

    private MiniLm() {}

    private static SentenceEmbedder load() {
        try {
            return SentenceEmbedder.load(FILES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
