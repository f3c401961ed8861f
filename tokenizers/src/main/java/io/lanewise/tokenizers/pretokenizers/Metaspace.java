package io.lanewise.tokenizers.pretokenizers;

import io.lanewise.tokenizers.normalizers.Prepend;
import io.lanewise.tokenizers.text.Pieces;
import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.TextBuilder;

/** Writes blanks as a visible character, puts one before the text, and cuts before each. */
public record Metaspace(int replacement, Prepending prepending, boolean cut) implements PreTokenizer {
    /** Before which parts of a text a character is put that do not begin with one. */
    public enum Prepending {
        /** Where the text begins. */
        FIRST,
        NEVER,
        ALWAYS
    }

    @Override
    public void split(Text text, int start, int end, Pieces words) {
        var part = text.slice(start, end);
        boolean wanted = prepending == Prepending.ALWAYS || prepending == Prepending.FIRST && part.origin() == 0;
        var builder = new TextBuilder(part);
        while (builder.hasNext()) {
            if (builder.peek() == ' ') {
                builder.replace(replacement);
            } else {
                builder.keep();
            }
        }
        part = builder.build();
        if (wanted && part.length() > 0 && part.codePointAt(0) != replacement) {
            part = Prepend.prepend(part, Character.toString(replacement));
        }
        if (!cut) {
            words.add(part, 0, part.length());
            return;
        }
        int from = 0;
        int width = Character.charCount(replacement);
        for (int i = 0; i < part.length(); i++) {
            // Each but the last of a run is a word of its own.
            if (part.codePointAt(i) == replacement) {
                words.add(part, from, i);
                from = i;
                i += width - 1;
            }
        }
        words.add(part, from, part.length());
    }
}
