package io.lanewise.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchingEmbedderTest {
    private static SentenceEmbedder embedder;

    @BeforeAll
    static void load() throws IOException {
        embedder = SentenceEmbedder.load(TestModels.MINILM).withMaxLength(16);
    }

    @Test
    void callersGetTheirOwnVectorsAndShareRuns() throws Exception {
        var texts = IntStream.range(0, 8).mapToObj(i -> "text " + i).toList();
        var expected = embedder.embed(texts);
        long runs = embedder.statistics().runs();
        long before = embedder.statistics().texts();
        try (var batching = new BatchingEmbedder(embedder, BatchingEmbedder.Limits.STANDARD);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 96)
                    .mapToObj(i -> (Callable<float[]>) () ->
                            batching.embed(List.of(texts.get(i % 8))).getFirst().vector())
                    .toList();
            var answers = threads.invokeAll(tasks);
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(expected.get(i % 8));
            }
        }
        assertThat(embedder.statistics().texts() - before).isEqualTo(96);
        assertThat(embedder.statistics().runs() - runs).isLessThan(60);
    }

    @Test
    void whoComesWhenTooManyWaitIsRefusedAtOnce() throws Exception {
        var limits = new BatchingEmbedder.Limits(8, 4, Duration.ofSeconds(30));
        var batching = new BatchingEmbedder(embedder, limits);
        int refused = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<List<SentenceEmbedding>>>();
            for (int i = 0; i < 100; i++) {
                answers.add(threads.submit(() -> batching.embed(List.of("a", "b c d", "e f g h i"))));
            }
            for (var answer : answers) {
                try {
                    assertThat(answer.get()).hasSize(3);
                } catch (ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOf(RejectedExecutionException.class)
                            .hasMessageContaining("texts wait already; expected at most 8");
                    refused++;
                }
            }
        }
        assertThat(refused).isBetween(1, 99);
        assertThat(batching.waitingTexts()).isZero();
        batching.close();
        assertThatThrownBy(() -> batching.embed(List.of("a")))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("embedder: closed");
    }

    @Test
    void whoWaitsTooLongGivesUp() {
        var limits = new BatchingEmbedder.Limits(8, 4, Duration.ofNanos(1));
        try (var batching = new BatchingEmbedder(embedder, limits)) {
            assertThatThrownBy(() -> batching.embed(List.of("a")))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("embedder: no answer within PT0.000000001S");
        }
        assertThatThrownBy(() -> new BatchingEmbedder.Limits(0, 1, Duration.ZERO))
                .hasMessageContaining("expected more than 0 of each");
    }
}
