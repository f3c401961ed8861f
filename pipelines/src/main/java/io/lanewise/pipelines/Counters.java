package io.lanewise.pipelines;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts what an embedder does, on any number of threads. */
final class Counters {
    private final LongAdder texts = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder padding = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder runs = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void cut(long count) {
        cut.add(count);
    }

    void run(int count, int length, int tokenCount, long time) {
        texts.add(count);
        tokens.add(tokenCount);
        padding.add((long) count * length - tokenCount);
        runs.increment();
        nanos.add(time);
    }

    EmbedderStatistics statistics() {
        return new EmbedderStatistics(
                texts.sum(), tokens.sum(), padding.sum(), cut.sum(), runs.sum(), Duration.ofNanos(nanos.sum()));
    }
}
