package io.lanewise.metrics;

import io.lanewise.pipelines.BatchingEmbedder;
import io.lanewise.pipelines.EmbedderStatistics;
import io.lanewise.pipelines.SentenceEmbedder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Binds an embedder's counts to a registry: {@code lanewise.embedder.texts}, {@code .tokens}, {@code .padding}, {@code
 * .cut}, the timer {@code .runs}, and where there is a queue the gauge {@code .waiting}. Reading them costs the embedder
 * nothing.
 *
 * <pre>{@code
 * new EmbedderMetrics(embedder, "all-MiniLM-L6-v2").bindTo(registry);
 * }</pre>
 */
public final class EmbedderMetrics implements MeterBinder {
    private static final String PREFIX = "lanewise.embedder.";

    private final SentenceEmbedder embedder;
    private final @Nullable BatchingEmbedder queue;
    private final List<Tag> tags;

    /** Meters of an embedder, with the tag {@code model}. */
    public EmbedderMetrics(SentenceEmbedder embedder, String model) {
        this(embedder, null, model);
    }

    /** Meters of an embedder and of the queue before it, with the tag {@code model}. */
    public EmbedderMetrics(SentenceEmbedder embedder, @Nullable BatchingEmbedder queue, String model) {
        this.embedder = embedder;
        this.queue = queue;
        this.tags = List.of(Tag.of("model", model));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        count(registry, "texts", "Texts that were embedded", EmbedderStatistics::texts);
        count(registry, "tokens", "Tokens of these texts", EmbedderStatistics::tokens);
        count(registry, "padding", "Tokens added to run texts together", EmbedderStatistics::padding);
        count(registry, "cut", "Texts longer than the model takes", EmbedderStatistics::cut);
        FunctionTimer.builder(
                        PREFIX + "runs",
                        embedder,
                        source -> source.statistics().runs(),
                        source -> source.statistics().runTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Runs of the model")
                .tags(tags)
                .register(registry);
        if (queue != null) {
            Gauge.builder(PREFIX + "waiting", queue, BatchingEmbedder::waitingTexts)
                    .description("Texts that wait for a run")
                    .tags(tags)
                    .register(registry);
        }
    }

    private void count(
            MeterRegistry registry, String name, String description, ToLongFunction<EmbedderStatistics> value) {
        FunctionCounter.builder(PREFIX + name, embedder, source -> value.applyAsLong(source.statistics()))
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
