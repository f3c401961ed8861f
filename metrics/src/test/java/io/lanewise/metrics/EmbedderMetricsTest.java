package io.lanewise.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.hub.ModelFiles;
import io.lanewise.pipelines.BatchingEmbedder;
import io.lanewise.pipelines.SentenceEmbedder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedderMetricsTest {
    @TempDir
    Path folder;

    private void copy(String resource, String name) throws IOException {
        try (var in = ClassLoader.getSystemResourceAsStream(resource)) {
            Files.copy(in, folder.resolve(name));
        }
    }

    @Test
    void countsAreThoseOfTheEmbedder() throws IOException {
        copy("all-minilm-l6-v2.onnx", "model.onnx");
        copy("all-minilm-l6-v2-tokenizer.json", "tokenizer.json");
        var embedder = SentenceEmbedder.load(ModelFiles.directory(folder)).withMaxLength(6);
        var registry = new SimpleMeterRegistry();
        try (var queue = new BatchingEmbedder(embedder, BatchingEmbedder.Limits.STANDARD)) {
            new EmbedderMetrics(embedder, queue, "minilm").bindTo(registry);
            embedder.embed(List.of("one two", "one two three", "one two three four five six"));
            var meters = registry.get("lanewise.embedder.texts").tag("model", "minilm");
            assertThat(meters.functionCounter().count()).isEqualTo(3);
            assertThat(registry.get("lanewise.embedder.tokens")
                            .functionCounter()
                            .count())
                    .isEqualTo(4 + 5 + 6);
            assertThat(registry.get("lanewise.embedder.padding")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("lanewise.embedder.cut").functionCounter().count())
                    .isEqualTo(1);
            assertThat(registry.get("lanewise.embedder.runs").functionTimer().count())
                    .isEqualTo(3);
            assertThat(registry.get("lanewise.embedder.waiting").gauge().value())
                    .isZero();
        }
    }
}
