package io.lanewise.tokenizers.models;

import io.lanewise.tokenizers.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens in arrays of the same length, and what was cut off when they were truncated. Filled by one thread, then read.
 */
public final class Tokens {
    /** What has no word, and what belongs to no sequence. */
    public static final int NONE = -1;

    /** Tokens of all combinations of parts that were cut off. */
    private static final int MOST_COMBINED = 1 << 20;

    private int size;
    private int[] ids;
    private int[] starts;
    private int[] ends;
    private int[] words;
    private int[] types;
    /** 0 for the first text, 1 for the second, {@link #NONE} for special tokens. */
    private int[] sequences;
    /** Null where no token has a text of its own; else null for those whose text is their vocabulary's. */
    private @Nullable String @Nullable [] values;

    private List<Tokens> overflow = List.of();

    public Tokens(int capacity) {
        ids = new int[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
        words = new int[capacity];
        types = new int[capacity];
        sequences = new int[capacity];
    }

    public int size() {
        return size;
    }

    public int id(int i) {
        return ids[i];
    }

    public int start(int i) {
        return starts[i];
    }

    public int end(int i) {
        return ends[i];
    }

    /** The text of a token where it is not the one in the vocabulary, else null. */
    public @Nullable String value(int i) {
        return values == null ? null : values[i];
    }

    public int[] ids() {
        return Arrays.copyOf(ids, size);
    }

    public int[] starts() {
        return Arrays.copyOf(starts, size);
    }

    public int[] ends() {
        return Arrays.copyOf(ends, size);
    }

    public int[] words() {
        return Arrays.copyOf(words, size);
    }

    public int[] types() {
        return Arrays.copyOf(types, size);
    }

    public int[] sequences() {
        return Arrays.copyOf(sequences, size);
    }

    public List<Tokens> overflow() {
        return overflow;
    }

    public void setOverflow(List<Tokens> parts) {
        overflow = parts;
    }

    /** Appends the token of the chars from {@code start} to {@code end}, which are not none. */
    public void add(int id, Text text, int start, int end, int word) {
        append(id, text.start(start), text.end(end - 1), word, 0, 0);
    }

    /** Appends a token whose text is not the vocabulary's. */
    public void add(int id, Text text, int start, int end, int word, String value) {
        add(id, text, start, end, word);
        setValue(value);
    }

    /** Appends a special token, which stands nowhere in the text. */
    public void addSpecial(int id, int type, String value) {
        append(id, 0, 0, NONE, type, NONE);
        setValue(value);
    }

    private void setValue(String value) {
        if (values == null) {
            values = new @Nullable String[ids.length];
        }
        values[size - 1] = value;
    }

    private void append(int id, int start, int end, int word, int type, int sequence) {
        if (size == ids.length) {
            grow(Math.max(16, 2 * size));
        }
        ids[size] = id;
        starts[size] = start;
        ends[size] = end;
        words[size] = word;
        types[size] = type;
        sequences[size++] = sequence;
    }

    private void grow(int capacity) {
        ids = Arrays.copyOf(ids, capacity);
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
        words = Arrays.copyOf(words, capacity);
        types = Arrays.copyOf(types, capacity);
        sequences = Arrays.copyOf(sequences, capacity);
        values = values == null ? null : Arrays.copyOf(values, capacity);
    }

    /** Moves the span of a token. */
    public void setSpan(int i, int start, int end) {
        starts[i] = start;
        ends[i] = end;
    }

    /** Says of all tokens, also of those cut off, to which text they belong and what their type is. */
    public void setSequence(int sequence, int type) {
        Arrays.fill(sequences, 0, size, sequence);
        Arrays.fill(types, 0, size, type);
        overflow.forEach(part -> part.setSequence(sequence, type));
    }

    /** Appends all tokens of another, without what was cut off. */
    public void addAll(Tokens other) {
        addRange(other, 0, other.size);
    }

    private void addRange(Tokens other, int from, int to) {
        int count = to - from;
        if (size + count > ids.length) {
            grow(size + count);
        }
        System.arraycopy(other.ids, from, ids, size, count);
        System.arraycopy(other.starts, from, starts, size, count);
        System.arraycopy(other.ends, from, ends, size, count);
        System.arraycopy(other.words, from, words, size, count);
        System.arraycopy(other.types, from, types, size, count);
        System.arraycopy(other.sequences, from, sequences, size, count);
        if (other.values != null) {
            if (values == null) {
                values = new @Nullable String[ids.length];
            }
            System.arraycopy(other.values, from, values, size, count);
        }
        size += count;
    }

    /** All of it, with what was cut off. */
    public Tokens copy() {
        var copy = slice(0, size);
        copy.overflow = overflow.stream().map(Tokens::copy).toList();
        return copy;
    }

    /** A part, without what was cut off. */
    public Tokens slice(int from, int to) {
        var part = new Tokens(to - from);
        part.addRange(this, from, to);
        return part;
    }

    /**
     * Puts lists one after the other. What was cut off of one is combined with all that stands beside it, so that each part
     * is a whole input of its own.
     *
     * @throws IllegalArgumentException when parts of several lists make too many combinations
     */
    public static Tokens concatenate(List<Tokens> lists) {
        int total = 0;
        boolean cut = false;
        for (var list : lists) {
            total += list.size;
            cut |= !list.overflow.isEmpty();
        }
        var result = new Tokens(total);
        if (!cut) {
            lists.forEach(result::addAll);
            return result;
        }
        for (var list : lists) {
            result = result.joined(list);
        }
        return result;
    }

    private Tokens joined(Tokens other) {
        checkCombinations(other);
        var parts = new ArrayList<Tokens>();
        for (var mine : overflow) {
            parts.add(mine.appended(other));
            for (var theirs : other.overflow) {
                parts.add(mine.appended(theirs));
            }
        }
        for (var theirs : other.overflow) {
            parts.add(appended(theirs));
        }
        var result = appended(other);
        result.overflow = parts;
        return result;
    }

    /** A template that repeats a text raises the number of its parts to a power. */
    private void checkCombinations(Tokens other) {
        long tokens = (long) other.overflow.size() * size(overflow) + (long) overflow.size() * size(other.overflow);
        if (tokens > MOST_COMBINED) {
            throw new IllegalArgumentException("truncation: what was cut off makes " + tokens
                    + " tokens once all of its parts are combined; expected at most " + MOST_COMBINED);
        }
    }

    private static long size(List<Tokens> lists) {
        return lists.stream().mapToLong(list -> list.size).sum();
    }

    private Tokens appended(Tokens other) {
        var result = new Tokens(size + other.size);
        result.addAll(this);
        result.addAll(other);
        return result;
    }
}
