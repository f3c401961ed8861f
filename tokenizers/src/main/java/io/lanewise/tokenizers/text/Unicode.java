package io.lanewise.tokenizers.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The classes of code points that tokenizers ask for, as Hugging Face's library has them: some are of old versions of
 * Unicode, and listed in a file; the others are the JDK's.
 */
public final class Unicode {
    private static final byte WHITESPACE = 1;
    private static final byte OTHER = 2;
    private static final byte PUNCTUATION = 4;
    private static final byte NONSPACING_MARK = 8;
    private static final byte MARK = 16;
    private static final byte NUMERIC = 32;
    private static final byte WORD = 64;

    private static final String FILE = "unicode.txt";
    private static final int FIRST_LISTED_MARK = 0x300;
    private static final int PAGE = 256;

    private static final Map<String, BitSet> CLASSES = read();
    private static final BitSet OPAQUE = named("opaque");
    private static final BitSet SCRIPTED = named("scripted");
    private static final BitSet OTHERS = named("other");
    private static final BitSet PUNCTUATIONS = named("punctuation");
    private static final BitSet NONSPACING_MARKS = named("nonspacing");
    private static final BitSet MARKS = named("mark");

    /** The flags of code points, a page for each 256 of them, made when the first is asked for. */
    private static final AtomicReferenceArray<byte[]> PAGES =
            new AtomicReferenceArray<>((Character.MAX_CODE_POINT + 1) / PAGE);

    private Unicode() {}

    private static Map<String, BitSet> read() {
        var classes = new HashMap<String, BitSet>();
        try (var input = Unicode.class.getResourceAsStream(FILE)) {
            if (input == null) {
                throw new IllegalStateException(FILE + " is missing from the module");
            }
            var lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.US_ASCII));
            var current = new BitSet();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                if (line.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
                    current = new BitSet();
                    classes.put(line, current);
                    continue;
                }
                for (var range : line.split(" ", -1)) {
                    int dash = range.indexOf('-');
                    int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
                    current.set(first, (dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16)) + 1);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return classes;
    }

    private static BitSet named(String name) {
        return Objects.requireNonNull(CLASSES.get(name), name);
    }

    /** Unicode's property White_Space. */
    public static boolean isWhitespace(int c) {
        return is(c, WHITESPACE);
    }

    /** Controls, formats and private use; not what is not assigned. */
    public static boolean isOther(int c) {
        return is(c, OTHER);
    }

    /** ASCII's punctuation and symbols, and all that Unicode calls punctuation. */
    public static boolean isPunctuation(int c) {
        return is(c, PUNCTUATION);
    }

    /** Category Mn. */
    public static boolean isNonspacingMark(int c) {
        return is(c, NONSPACING_MARK);
    }

    /** Categories Mn, Mc and Me. */
    public static boolean isMark(int c) {
        return is(c, MARK);
    }

    /** Categories Nd, Nl and No. */
    public static boolean isNumeric(int c) {
        return is(c, NUMERIC);
    }

    /** A regular expression's \w: letters, marks, decimal digits, connecting punctuation and joiners. */
    public static boolean isWord(int c) {
        return is(c, WORD);
    }

    /** Whether normalization leaves a code point alone that it would change or move today. */
    public static boolean isOpaque(int c) {
        return c >= FIRST_LISTED_MARK && OPAQUE.get(c);
    }

    /** Whether a code point has a script, or is common to several. */
    public static boolean hasScript(int c) {
        return SCRIPTED.get(c);
    }

    /** Lower case without regard to what stands around; two code points for U+0130 alone, of which this is the first. */
    public static int toLowerCase(int c) {
        return Character.toLowerCase(c);
    }

    private static boolean is(int c, byte flag) {
        byte[] page = PAGES.getAcquire(c / PAGE);
        return ((page != null ? page : page(c / PAGE))[c % PAGE] & flag) != 0;
    }

    private static byte[] page(int number) {
        var page = new byte[PAGE];
        for (int i = 0; i < PAGE; i++) {
            page[i] = classify(number * PAGE + i);
        }
        PAGES.setRelease(number, page); // threads that make the same page make it alike
        return page;
    }

    private static byte classify(int c) {
        int flags = isWhite(c) ? WHITESPACE : 0;
        flags |= OTHERS.get(c) ? OTHER : 0;
        flags |= PUNCTUATIONS.get(c) ? PUNCTUATION : 0;
        flags |= NONSPACING_MARKS.get(c) ? NONSPACING_MARK : 0;
        flags |= MARKS.get(c) ? MARK : 0;
        if (Character.isAlphabetic(c) || c == 0x200C || c == 0x200D) {
            flags |= WORD;
        }
        flags |= switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK -> WORD;
            case Character.DECIMAL_DIGIT_NUMBER -> NUMERIC | WORD;
            case Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMERIC;
            default -> 0;
        };
        return (byte) flags;
    }

    private static boolean isWhite(int c) {
        return switch (c) {
            case ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> c >= 9 && c <= 13 || c >= 0x2000 && c <= 0x200A;
        };
    }
}
