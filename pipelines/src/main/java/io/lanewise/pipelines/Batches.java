package io.lanewise.pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Which texts share a run of the model. A text's padded length depends on its own length alone, and only texts of one
 * padded length run together, so that its result does not depend on its company. Lengths and numbers of texts take few
 * values, since the model keeps a plan for each shape.
 */
final class Batches {
    /** Up to this, lengths are multiples of {@link #SHORT_STEP}; beyond it they have four steps in each octave. */
    private static final int SHORT = 32;

    private static final int SHORT_STEP = 4;

    /** The number of texts that run together; what is left over runs one by one. */
    static final int TOGETHER = 8;

    /** More tokens do not run together: what many texts gain, long ones gain by themselves. */
    private static final int MOST_TOKENS = 1024;

    private Batches() {}

    /**
     * Texts that run together.
     *
     * @param texts their numbers
     */
    record Batch(int length, int[] texts) {}

    /** The length to which a text of so many tokens is padded. */
    static int padded(int tokens, int maxLength) {
        int step = tokens <= SHORT ? SHORT_STEP : Integer.highestOneBit(tokens - 1) / 4;
        return Math.max(tokens, Math.min(maxLength, Math.ceilDiv(tokens, step) * step));
    }

    /** Sorts texts by their padded lengths into runs. */
    static List<Batch> of(int[] paddedLengths, boolean alone) {
        var byLength = new TreeMap<Integer, List<Integer>>();
        for (int i = 0; i < paddedLengths.length; i++) {
            byLength.computeIfAbsent(paddedLengths[i], _ -> new ArrayList<>()).add(i);
        }
        var batches = new ArrayList<Batch>();
        byLength.forEach((length, texts) -> {
            for (int from = 0; from < texts.size(); ) {
                int size = alone ? 1 : size(texts.size() - from, length);
                batches.add(new Batch(
                        length,
                        texts.subList(from, from + size).stream()
                                .mapToInt(Integer::intValue)
                                .toArray()));
                from += size;
            }
        });
        return batches;
    }

    private static int size(int texts, int length) {
        return texts >= TOGETHER && (long) TOGETHER * length <= MOST_TOKENS ? TOGETHER : 1;
    }
}
