package io.lanewise.tokenizers.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text in UTF-16, and for each of its chars the code points of the original text that it came from. Both chars of a
 * surrogate pair came from the same. Surrogates without a partner are taken for U+FFFD. Immutable.
 */
public final class Text implements CharSequence {
    private static final char REPLACEMENT = '\uFFFD';

    private final char[] chars;
    private final int length;
    /** Null where char i came from code point {@code origin + i} alone. */
    private final int @Nullable [] starts;

    private final int @Nullable [] ends;
    private final int origin;

    Text(char[] chars, int length, int @Nullable [] starts, int @Nullable [] ends, int origin) {
        this.chars = chars;
        this.length = length;
        this.starts = starts;
        this.ends = ends;
        this.origin = origin;
    }

    /** The original text itself. */
    public static Text of(String original) {
        var chars = original.toCharArray();
        for (char c : chars) {
            if (Character.isSurrogate(c)) {
                return withSurrogates(chars);
            }
        }
        return new Text(chars, chars.length, null, null, 0);
    }

    private static Text withSurrogates(char[] chars) {
        var starts = new int[chars.length];
        var ends = new int[chars.length];
        int point = 0;
        for (int i = 0; i < chars.length; i++, point++) {
            starts[i] = point;
            ends[i] = point + 1;
            if (!Character.isSurrogate(chars[i])) {
                continue;
            }
            if (i + 1 < chars.length && Character.isSurrogatePair(chars[i], chars[i + 1])) {
                i++;
                starts[i] = point;
                ends[i] = point + 1;
            } else {
                chars[i] = REPLACEMENT;
            }
        }
        return new Text(chars, chars.length, starts, ends, 0);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return chars[index];
    }

    public int codePointAt(int index) {
        char high = chars[index];
        if (Character.isHighSurrogate(high)
                && index + 1 < length
                && Character.isLowSurrogate(chars[index + 1])) { // a normalizer may leave half a pair
            return Character.toCodePoint(high, chars[index + 1]);
        }
        return high;
    }

    public int codePointBefore(int index) {
        return Character.codePointBefore(chars, index, 0);
    }

    /** The chars themselves, which nobody changes; those past {@link #length} mean nothing. */
    public char[] array() {
        return chars;
    }

    /** The first code point of the original that char {@code index} came from. */
    public int start(int index) {
        return starts == null ? origin + index : starts[index];
    }

    /** One past the last code point of the original that char {@code index} came from. */
    public int end(int index) {
        return ends == null ? origin + index + 1 : ends[index];
    }

    /** Where in the original this text begins. */
    public int origin() {
        return origin;
    }

    /** Where in the original the part from {@code from} begins. */
    public int origin(int from) {
        return from == 0 || from >= length ? origin : start(from);
    }

    /** A part, as a text of its own. */
    public Text slice(int from, int to) {
        if (from == 0 && to == length) {
            return this;
        }
        var part = Arrays.copyOfRange(chars, from, to);
        if (starts == null || ends == null) {
            return new Text(part, to - from, null, null, origin + from);
        }
        return new Text(
                part,
                to - from,
                Arrays.copyOfRange(starts, from, to),
                Arrays.copyOfRange(ends, from, to),
                origin(from));
    }

    /** Other chars of the same number, each from where the old one came. */
    public Text withChars(char[] replaced) {
        return new Text(replaced, length, starts, ends, origin);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return substring(from, to);
    }

    public String substring(int from, int to) {
        return new String(chars, from, to - from);
    }

    @Override
    public String toString() {
        return substring(0, length);
    }
}
