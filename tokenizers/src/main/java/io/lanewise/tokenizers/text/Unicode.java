package io.lanewise.tokenizers.text;

/** The classes of code points that tokenizers ask for, as Hugging Face's library has them. */
public final class Unicode {
    private static final byte WHITESPACE = 1;
    private static final byte OTHER = 2;
    private static final byte PUNCTUATION = 4;
    private static final byte NONSPACING_MARK = 8;
    private static final byte MARK = 16;
    private static final byte NUMERIC = 32;
    private static final byte WORD = 64;

    private static final byte[] FLAGS = new byte[0x1_0000];

    static {
        for (int c = 0; c < FLAGS.length; c++) {
            FLAGS[c] = classify(c);
        }
    }

    private Unicode() {}

    /** Unicode's property White_Space. */
    public static boolean isWhitespace(int c) {
        return is(c, WHITESPACE);
    }

    /** Controls, formats, private use and surrogates; not what is not assigned. */
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

    /** Lower case without regard to what stands around; two code points for U+0130 alone, of which this is the first. */
    public static int toLowerCase(int c) {
        return Character.toLowerCase(c);
    }

    private static boolean is(int c, byte flag) {
        return ((c < FLAGS.length ? FLAGS[c] : classify(c)) & flag) != 0;
    }

    private static byte classify(int c) {
        int flags = white(c) ? WHITESPACE : 0;
        if (c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c)) {
            flags |= PUNCTUATION;
        }
        if (Character.isAlphabetic(c) || c == 0x200C || c == 0x200D) {
            flags |= WORD;
        }
        flags |= switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> OTHER;
            case Character.CONNECTOR_PUNCTUATION -> PUNCTUATION | WORD;
            case Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> PUNCTUATION;
            case Character.NON_SPACING_MARK -> NONSPACING_MARK | MARK | WORD;
            case Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> MARK | WORD;
            case Character.DECIMAL_DIGIT_NUMBER -> NUMERIC | WORD;
            case Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMERIC;
            default -> 0;
        };
        return (byte) flags;
    }

    private static boolean white(int c) {
        return c >= 9 && c <= 13
                || c == ' '
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || c >= 0x2000 && c <= 0x200A
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }
}
