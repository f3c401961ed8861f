package io.lanewise.tokenizers.normalizers;

import io.lanewise.tokenizers.models.PrefixIndex;
import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.TextBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What SentencePiece does to a text: maps characters, takes white space that is too much, and writes blanks as a visible
 * character, of which it puts one at an end.
 *
 * @param map the map of characters, or null
 * @param kept strings that are not mapped
 */
public record SentencePieceNormalizer(@Nullable Precompiled map, PrefixIndex kept, Spaces spaces)
        implements Normalizer {
    /** The visible character that stands for a blank. */
    public static final int VISIBLE = '\u2581';

    /**
     * What becomes of white space.
     *
     * @param dummy whether a blank is put at an end
     * @param atEnd whether that is the text's end, and not its beginning
     * @param single whether blanks at the ends, and all but one of a run, are left out
     * @param escape whether blanks are written as a visible character
     */
    public record Spaces(boolean dummy, boolean atEnd, boolean single, boolean escape) {
        int blank() {
            return escape ? VISIBLE : ' ';
        }
    }

    @Override
    public Text normalize(Text text) {
        int first = spaces.single ? afterBlanks(text) : 0;
        if (first == text.length()) {
            return text.slice(first, first);
        }
        var builder = new TextBuilder(text);
        if (spaces.dummy && !spaces.atEnd) {
            builder.write(spaces.blank(), first, first);
        }
        boolean afterBlank = spaces.single;
        for (int i = first; i < text.length(); ) {
            var match = match(text, i);
            var mapped = match.replacement();
            int from = 0;
            while (afterBlank && from < mapped.length() && mapped.charAt(from) == ' ') {
                from++;
            }
            write(mapped.substring(from), i, match.end(), builder);
            if (from < mapped.length()) {
                afterBlank = spaces.single && mapped.endsWith(" ");
            }
            i = match.end();
        }
        builder.skipTo(text.length());
        var result = builder.build();
        return withEnd(spaces.single ? result.slice(0, beforeBlanks(result)) : result);
    }

    private int afterBlanks(Text text) {
        int i = 0;
        while (i < text.length()) {
            var match = match(text, i);
            if (!match.replacement().equals(" ")) {
                break;
            }
            i = match.end();
        }
        return i;
    }

    private int beforeBlanks(Text text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == spaces.blank()) {
            end--;
        }
        return end;
    }

    /** What stands for the next characters. */
    private Precompiled.Match match(Text text, int start) {
        int index = kept.longest(text, start, text.length());
        if (index >= 0) {
            return new Precompiled.Match(
                    kept.string(index), start + kept.string(index).length());
        }
        var match = map == null ? null : map.longest(text, start);
        if (match != null) {
            return match;
        }
        int c = text.codePointAt(start);
        return new Precompiled.Match(Character.toString(c), start + Character.charCount(c));
    }

    private void write(String mapped, int start, int end, TextBuilder builder) {
        mapped.codePoints().forEach(c -> builder.write(c == ' ' ? spaces.blank() : c, start, end));
    }

    private Text withEnd(Text text) {
        if (!spaces.dummy || !spaces.atEnd) {
            return text;
        }
        var builder = new TextBuilder(text);
        builder.keepTo(text.length());
        builder.insert(spaces.blank());
        return builder.build();
    }
}
