package io.lanewise.tokenizers.normalizers;

import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.TextBuilder;
import io.lanewise.tokenizers.text.Unicode;

/**
 * BERT's cleaning: no control characters, all white space as blanks, Chinese characters as words of their own, no accents,
 * lower case; each can be switched off.
 */
public record BertNormalizer(boolean clean, boolean chinese, boolean stripAccents, boolean lowercase)
        implements Normalizer {
    @Override
    public Text normalize(Text text) {
        if (isPlain(text)) {
            return lowercase ? text.withChars(lowerAscii(text)) : text;
        }
        var result = text;
        if (clean) {
            result = Normalizer.map(Normalizer.filter(result, BertNormalizer::isKept), BertNormalizer::blank);
        }
        if (chinese) {
            result = separateChinese(result);
        }
        if (stripAccents) {
            result = Normalizer.filter(UnicodeForm.NFD.normalize(result), c -> !Unicode.isNonspacingMark(c));
        }
        return lowercase ? Lowercase.INSTANCE.normalize(result) : result;
    }

    /** Whether all chars are printable ASCII, which at most changes its case. */
    private static boolean isPlain(Text text) {
        char[] chars = text.array();
        for (int i = 0; i < text.length(); i++) {
            if (chars[i] < ' ' || chars[i] > '~') {
                return false;
            }
        }
        return true;
    }

    private static char[] lowerAscii(Text text) {
        char[] chars = text.array();
        var lower = new char[text.length()];
        for (int i = 0; i < lower.length; i++) {
            char c = chars[i];
            lower[i] = c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
        }
        return lower;
    }

    private static boolean isKept(int c) {
        return c == '\t' || c == '\n' || c == '\r' || c != 0xFFFD && !Unicode.isOther(c);
    }

    private static int blank(int c) {
        return Unicode.isWhitespace(c) ? ' ' : c;
    }

    private static Text separateChinese(Text text) {
        int i = 0;
        while (i < text.length() && !isChinese(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        if (i == text.length()) {
            return text;
        }
        var builder = new TextBuilder(text);
        builder.keepTo(i);
        while (builder.hasNext()) {
            int c = builder.peek();
            if (isChinese(c)) {
                builder.replace(' ');
                builder.insert(c);
                builder.insert(' ');
            } else {
                builder.keep();
            }
        }
        return builder.build();
    }

    private static boolean isChinese(int c) {
        return c >= 0x3400
                && (c <= 0x4DBF
                        || c >= 0x4E00 && c <= 0x9FFF
                        || c >= 0xF900 && c <= 0xFAFF
                        || c >= 0x2_0000 && c <= 0x2_A6DF
                        || c >= 0x2_A700 && c <= 0x2_B81F
                        || c >= 0x2_B920 && c <= 0x2_CEAF
                        || c >= 0x2_F800 && c <= 0x2_FA1F);
    }
}
