package io.lanewise.tokenizers;

import io.lanewise.tokenizers.models.Tokens;
import java.util.ArrayList;
import java.util.List;

/** Cuts tokens off, as {@link Truncation} says. */
final class Truncator {
    /** What is cut off may not become more tokens than this by repeating them: strides may come from a file. */
    private static final long MOST_TOKENS = 1 << 25;

    private Truncator() {}

    /** Truncates one text's tokens or two's, of which so many are left in all. */
    static List<Tokens> truncate(List<Tokens> texts, Truncation truncation, int left) {
        int total = texts.stream().mapToInt(Tokens::size).sum();
        if (total <= left) {
            return texts;
        }
        if (left == 0) {
            return texts.stream().map(text -> cut(text, 0, truncation)).toList();
        }
        boolean two = texts.size() == 2;
        return switch (truncation.strategy()) {
            case LONGEST_FIRST ->
                two ? longestFirst(texts, truncation, left) : List.of(cut(texts.get(0), left, truncation));
            case ONLY_FIRST -> only(0, texts, truncation, total - left);
            case ONLY_SECOND -> {
                if (!two) {
                    throw new IllegalArgumentException("truncation only_second: there is no second text to cut "
                            + (total - left) + " tokens from");
                }
                yield only(1, texts, truncation, total - left);
            }
        };
    }

    private static List<Tokens> longestFirst(List<Tokens> texts, Truncation truncation, int left) {
        int first = texts.get(0).size();
        int second = texts.get(1).size();
        int shorter = Math.min(first, second);
        int longer = shorter > left ? shorter : Math.max(shorter, left - shorter);
        if (shorter + longer > left) {
            shorter = left / 2;
            longer = shorter + left % 2;
        }
        return List.of(
                cut(texts.get(0), first > second ? longer : shorter, truncation),
                cut(texts.get(1), first > second ? shorter : longer, truncation));
    }

    private static List<Tokens> only(int index, List<Tokens> texts, Truncation truncation, int removed) {
        int size = texts.get(index).size();
        if (size <= removed) {
            throw new IllegalArgumentException("truncation %s: %d tokens are too many, and the text to cut has only %d"
                    .formatted(index == 0 ? "only_first" : "only_second", removed, size));
        }
        var result = new ArrayList<>(texts);
        result.set(index, cut(texts.get(index), size - removed, truncation));
        return result;
    }

    private static Tokens cut(Tokens tokens, int length, Truncation truncation) {
        int size = tokens.size();
        if (length >= size) {
            return tokens;
        }
        if (length == 0) {
            var none = new Tokens(0);
            none.setOverflow(List.of(tokens));
            return none;
        }
        int step = length - truncation.stride();
        if (step <= 0) {
            throw new IllegalArgumentException(
                    "truncation: a stride of %d needs parts of more tokens than the %d that are left beside the special ones"
                            .formatted(truncation.stride(), length));
        }
        if ((long) size / step * length > MOST_TOKENS) {
            throw new IllegalArgumentException(
                    "truncation: %,d tokens in parts of %,d with a stride of %,d would be more than %,d"
                            .formatted(size, length, truncation.stride(), MOST_TOKENS));
        }
        var parts = new ArrayList<Tokens>();
        if (truncation.side() == Side.RIGHT) {
            int end = 0;
            for (int start = 0; end < size; start += step) {
                end = Math.min(start + length, size);
                parts.add(tokens.slice(start, end));
            }
        } else {
            int start = size;
            for (int end = size; start > 0; end -= step) {
                start = Math.max(end - length, 0);
                parts.add(tokens.slice(start, end));
            }
        }
        var first = parts.get(0);
        first.setOverflow(List.copyOf(parts.subList(1, parts.size())));
        return first;
    }
}
