package io.lanewise.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** all-MiniLM-L6-v2 beside Hugging Face's tokenizers and ONNX Runtime. */
class SentenceEmbedderTest {
    private static final List<String> TEXTS = List.of(
            "How do I reset my password?",
            "I forgot my login",
            "",
            "Übermäßig viele Köche verderben den Brei, sagt man; 東京 は 日本 の 首都 です 🙂",
            "The quick brown fox jumps over the lazy dog, and then it sleeps for the rest of the afternoon in the shade"
                    + " of an old oak tree near the river.",
            "a",
            "word ".repeat(60),
            "cut ".repeat(300));

    private static SentenceEmbedder embedder;
    private static Oracle oracle;

    @TempDir
    Path folder;

    @BeforeAll
    static void load() throws IOException, OrtException {
        embedder = SentenceEmbedder.load(TestModels.MINILM);
        oracle = new Oracle(TestModels.MINILM, embedder.maxLength());
    }

    @AfterAll
    static void close() throws OrtException {
        oracle.close();
    }

    /** Sentence-transformers' formula for a text's tokens, in doubles. */
    private static double[] pooled(float[][] tokens, Pooling pooling) {
        int n = tokens.length;
        var result = new double[tokens[0].length];
        for (int d = 0; d < result.length; d++) {
            double sum = 0;
            double weighted = 0;
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                sum += tokens[i][d];
                weighted += (i + 1.0) * tokens[i][d];
                max = Math.max(max, tokens[i][d]);
            }
            result[d] = switch (pooling) {
                case CLS -> tokens[0][d];
                case LAST_TOKEN -> tokens[n - 1][d];
                case MAX -> max;
                case MEAN -> sum / n;
                case MEAN_SQRT_LENGTH -> sum / Math.sqrt(n);
                case WEIGHTED_MEAN -> weighted / (n * (n + 1.0) / 2);
            };
        }
        return result;
    }

    private static void normalize(double[] row) {
        double squares = 0;
        for (double value : row) {
            squares += value * value;
        }
        for (int i = 0; i < row.length; i++) {
            row[i] /= Math.sqrt(squares);
        }
    }

    private static void assertNear(float[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(tolerance));
        }
    }

    @Test
    void vectorsAreThoseOfTheNativeLibraries() throws OrtException {
        var embeddings = embedder.embedWithTokens(TEXTS);
        for (int i = 0; i < TEXTS.size(); i++) {
            var text = TEXTS.get(i);
            var embedding = embeddings.get(i);
            assertThat(embedding.text()).isEqualTo(text);
            assertThat(embedding.cut()).isEqualTo(text.startsWith("cut"));
            assertThat(embedding.ids())
                    .containsExactly(java.util.Arrays.stream(oracle.ids(text))
                            .mapToInt(id -> (int) id)
                            .toArray());
            var expected = pooled(oracle.tokens(text), Pooling.MEAN);
            normalize(expected);
            assertNear(embedding.vector(), expected, 1e-6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPoolingFollowsItsFormula(Pooling pooling) throws OrtException {
        var texts = TEXTS.subList(0, 5);
        var vectors = embedder.withPooling(pooling, false).embed(texts);
        for (int i = 0; i < texts.size(); i++) {
            assertNear(vectors.get(i), pooled(oracle.tokens(texts.get(i)), pooling), 2e-5);
        }
    }

    private static List<String> manyTexts(int seed) {
        var random = new Random(seed);
        var texts = new ArrayList<String>();
        for (int i = 0; i < 40; i++) {
            texts.add("some words of a text ".repeat(1 + random.nextInt(3)) + "x".repeat(random.nextInt(3)));
        }
        return texts;
    }

    @Test
    void aVectorHasTheSameBitsInAnyCompany() {
        var texts = manyTexts(1);
        var together = embedder.embed(texts);
        var reversed = new ArrayList<>(texts);
        Collections.reverse(reversed);
        var backwards = embedder.embed(reversed);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(together.get(i)).isEqualTo(embedder.embed(texts.get(i)));
            assertThat(together.get(i)).isEqualTo(backwards.get(texts.size() - 1 - i));
        }
    }

    @Test
    void aVectorHasTheSameBitsOnAnyThread() throws Exception {
        var texts = manyTexts(2).subList(0, 12);
        var expected = embedder.embed(texts);
        for (ExecutorService threads :
                List.of(Executors.newVirtualThreadPerTaskExecutor(), Executors.newFixedThreadPool(4))) {
            try (threads) {
                var tasks = IntStream.range(0, 48)
                        .mapToObj(i -> (Callable<float[]>) () -> embedder.embed(texts.get(i % texts.size())))
                        .toList();
                var answers = threads.invokeAll(tasks);
                for (int i = 0; i < tasks.size(); i++) {
                    assertThat(answers.get(i).get()).isEqualTo(expected.get(i % texts.size()));
                }
            }
        }
    }

    @Test
    void longTextsAreCutWithAWarning() {
        var messages = new ArrayList<String>();
        var logger = Logger.getLogger("io.lanewise.pipelines");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                messages.add(java.text.MessageFormat.format(record.getMessage(), record.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            var tiny = embedder.withMaxLength(6);
            var embeddings = tiny.embedWithTokens(List.of("one two three four", "one two three four five six"));
            assertThat(embeddings.get(0).cut()).isFalse();
            assertThat(embeddings.get(1).cut()).isTrue();
            assertThat(embeddings.get(1).vector()).isEqualTo(embeddings.get(0).vector());
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(messages)
                .containsExactly("1 of 2 texts are longer than 6 tokens and were cut; what was cut off does not count");
        assertThatThrownBy(() -> embedder.withMaxLength(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sentenceTransformersFilesAreFollowed() throws IOException, OrtException {
        for (var file : new String[] {"model.onnx", "tokenizer.json"}) {
            Files.createSymbolicLink(folder.resolve(file), TestModels.MINILM.resolve(file));
        }
        Files.writeString(folder.resolve("modules.json"), """
            [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]\
            """);
        Files.createDirectory(folder.resolve("1_Pooling"));
        Files.writeString(
                folder.resolve("1_Pooling/config.json"),
                "{\"pooling_mode_cls_token\": true, \"pooling_mode_max_tokens\": true}");
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 12}");
        Files.writeString(
                folder.resolve("config_sentence_transformers.json"),
                "{\"prompts\": {\"query\": \"query: \", \"document\": \"\"}, \"default_prompt_name\": null}");
        var configured = SentenceEmbedder.load(folder);
        assertThat(configured.maxLength()).isEqualTo(12);
        assertThat(configured.prompts()).containsExactlyInAnyOrder("query", "document");
        var tokens = oracle.tokens("query: a b");
        var vector = configured.withPrompt("query").embed("a b");
        assertThat(vector).hasSize(2 * tokens[0].length);
        assertThat((double) vector[0]).isCloseTo(tokens[0][0], within(2e-5));
        assertThat((double) vector[tokens[0].length]).isCloseTo(pooled(tokens, Pooling.MAX)[0], within(2e-5));
        assertThat(configured.embed("query: a b")).isEqualTo(vector);
        assertThatThrownBy(() -> configured.withPrompt("passage"))
                .hasMessage("embedder: the model has no prompt \"passage\"; it has [document, query]");
    }

    @Test
    void anInterruptedThreadGetsNoAnswer() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> embedder.embed("a")).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(embedder.embed(List.of())).isEmpty();
    }

    @Test
    void aFolderWithoutAModelSaysWhatItLacks() throws IOException {
        assertThatThrownBy(() -> SentenceEmbedder.load(folder))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("expected one of [tokenizer.json], or one file that ends with -tokenizer.json");
        Files.copy(TestModels.MINILM.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        assertThatThrownBy(() -> SentenceEmbedder.load(folder))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("or one file that ends with .onnx; found []");
    }
}
