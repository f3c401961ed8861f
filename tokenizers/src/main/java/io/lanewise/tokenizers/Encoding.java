package io.lanewise.tokenizers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The tokens of a text or of two, special ones included. Immutable: arrays are copies. */
public final class Encoding {
    /** The word or sequence of a token that has none. */
    public static final int NONE = -1;

    private final int[] ids;
    private final String[] tokens;
    private final int[] starts;
    private final int[] ends;
    private final int[] words;
    private final int[] types;
    private final int[] sequences;
    private final int padFrom;
    private final int padTo;
    private final List<Encoding> overflow;

    /**
     * Where a token stands in the original text, in code points, as Hugging Face's Python library counts;
     * {@link String#offsetByCodePoints} turns them into indices of a string. A special token has 0 and 0.
     *
     * @param end one past the last
     */
    public record Span(int start, int end) {}

    Encoding(
            int[] ids,
            String[] tokens,
            int[] starts,
            int[] ends,
            int[] words,
            int[] types,
            int[] sequences,
            List<Encoding> overflow) {
        this(ids, tokens, starts, ends, words, types, sequences, 0, 0, overflow);
    }

    private Encoding(
            int[] ids,
            String[] tokens,
            int[] starts,
            int[] ends,
            int[] words,
            int[] types,
            int[] sequences,
            int padFrom,
            int padTo,
            List<Encoding> overflow) {
        this.ids = ids;
        this.tokens = tokens;
        this.starts = starts;
        this.ends = ends;
        this.words = words;
        this.types = types;
        this.sequences = sequences;
        this.padFrom = padFrom;
        this.padTo = padTo;
        this.overflow = List.copyOf(overflow);
    }

    /** The number of tokens. */
    public int size() {
        return ids.length;
    }

    /** The ids of the tokens. */
    public int[] ids() {
        return ids.clone();
    }

    /** The tokens as they stand in the vocabulary; of a Unigram model's unknown ones, what stands in the text. */
    public List<String> tokens() {
        return Collections.unmodifiableList(Arrays.asList(tokens));
    }

    /** Where the tokens stand in their text. */
    public List<Span> spans() {
        var spans = new ArrayList<Span>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            spans.add(new Span(starts[i], ends[i]));
        }
        return Collections.unmodifiableList(spans);
    }

    /** The number of the word in its text to which each token belongs, or {@link #NONE} for special tokens. */
    public int[] wordIds() {
        return words.clone();
    }

    /** The type of each token: as a rule 0 in the first text, 1 in the second. */
    public int[] typeIds() {
        return types.clone();
    }

    /** The text to which each token belongs: 0, 1, or {@link #NONE} for special tokens. */
    public int[] sequenceIds() {
        return sequences.clone();
    }

    /** 1 for tokens, 0 for padding. */
    public int[] attentionMask() {
        var mask = new int[ids.length];
        Arrays.fill(mask, 1);
        Arrays.fill(mask, padFrom, padTo, 0);
        return mask;
    }

    /** 1 for tokens that were added around the text, padding included, 0 for those of the text. */
    public int[] specialTokensMask() {
        return Arrays.stream(sequences)
                .map(sequence -> sequence == NONE ? 1 : 0)
                .toArray();
    }

    /** What truncation cut off, in parts that are whole inputs of their own. */
    public List<Encoding> overflow() {
        return overflow;
    }

    Encoding padded(Padding padding, int target) {
        var parts = overflow.stream().map(part -> part.padded(padding, target)).toList();
        int added = Math.max(0, target - ids.length);
        if (added == 0 && parts.isEmpty()) {
            return this;
        }
        boolean left = padding.side() == Side.LEFT;
        int from = left ? 0 : ids.length;
        var paddedTokens = new String[ids.length + added];
        Arrays.fill(paddedTokens, padding.token());
        System.arraycopy(tokens, 0, paddedTokens, left ? added : 0, ids.length);
        return new Encoding(
                padded(ids, added, left, padding.id()),
                paddedTokens,
                padded(starts, added, left, 0),
                padded(ends, added, left, 0),
                padded(words, added, left, NONE),
                padded(types, added, left, padding.typeId()),
                padded(sequences, added, left, NONE),
                from,
                from + added,
                parts);
    }

    private static int[] padded(int[] values, int added, boolean left, int value) {
        var result = new int[values.length + added];
        Arrays.fill(result, value);
        System.arraycopy(values, 0, result, left ? added : 0, values.length);
        return result;
    }

    @Override
    public String toString() {
        return "Encoding" + Arrays.toString(tokens);
    }
}
