package io.lanewise.examples.embedding;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What became of the requests of a load: how many of each kind, and how long those took that were answered. */
final class Tally {
    private final Map<String, Long> kinds = new TreeMap<>();
    private long[] latencies = new long[1024];
    private int answered;
    private String firstFailure = "";

    synchronized void answered(long nanos) {
        if (answered == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * answered);
        }
        latencies[answered++] = nanos;
        kinds.merge("200", 1L, Long::sum);
    }

    synchronized void other(String kind) {
        kinds.merge(kind, 1L, Long::sum);
    }

    synchronized void failed(String kind, String why) {
        if (firstFailure.isEmpty()) {
            firstFailure = kind + ": " + why;
        }
        other(kind);
    }

    synchronized long count(String kind) {
        return kinds.getOrDefault(kind, 0L);
    }

    synchronized String firstFailure() {
        return firstFailure;
    }

    synchronized Map<String, Long> kinds() {
        return new TreeMap<>(kinds);
    }

    /** The latency in milliseconds that a part of the answers did not exceed. */
    private double milliseconds(long[] sorted, double part) {
        int place = (int) Math.ceil(part * sorted.length) - 1;
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(place, 0)] / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    synchronized String latencies() {
        var sorted = Arrays.copyOf(latencies, answered);
        Arrays.sort(sorted);
        return "p50 %.0f ms, p99 %.0f ms, p99.9 %.0f ms, most %.0f ms"
                .formatted(
                        milliseconds(sorted, 0.5),
                        milliseconds(sorted, 0.99),
                        milliseconds(sorted, 0.999),
                        milliseconds(sorted, 1));
    }
}
