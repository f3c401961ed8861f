package io.lanewise.tokenizers.text;

import java.util.Arrays;

/**
 * Rewrites a {@link Text} from its start to its end. A code point that replaces another comes from where that one came; an
 * inserted one comes from where the one before it came, which is how Hugging Face's library aligns them.
 */
public final class TextBuilder {
    /** A text may grow by this factor: what grows more is a file's attack on memory. */
    private static final int MOST_GROWTH = 64;

    private static final int ALWAYS_ALLOWED = 65_536;

    private final Text source;
    private final long limit;
    private char[] chars;
    private int[] starts;
    private int[] ends;
    private int length;
    private int position;

    public TextBuilder(Text source) {
        this.source = source;
        limit = Math.min((long) MOST_GROWTH * source.length() + ALWAYS_ALLOWED, Integer.MAX_VALUE - 16);
        int capacity = source.length() + 16;
        chars = new char[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
    }

    /** Whether code points of the source are left. */
    public boolean hasNext() {
        return position < source.length();
    }

    /** The next code point of the source. */
    public int peek() {
        return source.codePointAt(position);
    }

    /** Keeps the next code point. */
    public void keep() {
        replace(peek());
    }

    /** Keeps all chars up to an index of the source. */
    public void keepTo(int index) {
        while (position < index) {
            append(source.charAt(position), source.start(position), source.end(position));
            position++;
        }
    }

    /** Puts a code point in the place of the next. */
    public void replace(int codePoint) {
        append(codePoint, source.start(position), source.end(position));
        skip();
    }

    /** Inserts a code point after the last that was taken from the source. */
    public void insert(int codePoint) {
        if (position == 0) {
            append(codePoint, source.origin(), source.origin());
        } else {
            append(codePoint, source.start(position - 1), source.end(position - 1));
        }
    }

    /** Writes a code point that comes from all chars of a part of the source, or from before its first. */
    public void write(int codePoint, int from, int to) {
        append(codePoint, source.start(from), from == to ? source.start(from) : source.end(to - 1));
    }

    /** Leaves the next code point out. */
    public void skip() {
        position += Character.charCount(source.codePointAt(position));
    }

    /** Leaves all chars up to an index of the source out. */
    public void skipTo(int index) {
        position = index;
    }

    /**
     * Writes a code point as a change says: 1 inserts it, 0 replaces the next one, -n replaces it and leaves out the n
     * after it.
     */
    public void change(int codePoint, int change) {
        if (change > 0 || !hasNext()) {
            insert(codePoint);
            return;
        }
        replace(codePoint);
        for (int i = change; i < 0 && hasNext(); i++) {
            skip();
        }
    }

    /** The number of chars written. */
    public int length() {
        return length;
    }

    public Text build() {
        return new Text(chars, length, starts, ends, source.origin());
    }

    private void append(int codePoint, int start, int end) {
        if (Character.isBmpCodePoint(codePoint)) {
            append((char) codePoint, start, end);
        } else {
            append(Character.highSurrogate(codePoint), start, end);
            append(Character.lowSurrogate(codePoint), start, end);
        }
    }

    private void append(char c, int start, int end) {
        if (length == chars.length) {
            grow();
        }
        chars[length] = c;
        starts[length] = start;
        ends[length] = end;
        length++;
    }

    private void grow() {
        if (length >= limit) {
            throw new IllegalArgumentException(
                    "the tokenizer turns a text of %,d chars into more than %,d".formatted(source.length(), limit));
        }
        int capacity = (int) Math.min(limit, 2L * length);
        chars = Arrays.copyOf(chars, capacity);
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
    }
}
