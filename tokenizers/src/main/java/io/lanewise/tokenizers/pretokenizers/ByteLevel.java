package io.lanewise.tokenizers.pretokenizers;

import io.lanewise.tokenizers.normalizers.Prepend;
import io.lanewise.tokenizers.text.ByteAlphabet;
import io.lanewise.tokenizers.text.Finder;
import io.lanewise.tokenizers.text.Matches;
import io.lanewise.tokenizers.text.Pieces;
import io.lanewise.tokenizers.text.Regex;
import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.TextBuilder;
import org.jspecify.annotations.Nullable;

/** GPT-2's words, in the bytes of UTF-8 written as visible characters. */
public record ByteLevel(boolean addPrefixSpace, @Nullable Finder pattern) implements PreTokenizer {
    private static final Finder GPT2 = Finder.of(
            Regex.compile("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"));

    public ByteLevel(boolean addPrefixSpace, boolean cut) {
        this(addPrefixSpace, cut ? GPT2 : null);
    }

    @Override
    public void split(Text text, int start, int end, Pieces words) {
        var part = text.slice(start, end);
        if (addPrefixSpace && part.charAt(0) != ' ') {
            part = Prepend.prepend(part, " ");
        }
        if (pattern == null) {
            var bytes = bytes(part, null, new int[1]);
            words.add(bytes, 0, bytes.length());
            return;
        }
        var matches = pattern.find(part, 0, part.length());
        var ends = new int[matches.size()];
        var bytes = bytes(part, matches, ends);
        for (int i = 0; i < ends.length; i++) {
            words.add(bytes, i == 0 ? 0 : ends[i - 1], ends[i]);
        }
    }

    /** The bytes of a text, and where in them its parts end. */
    private static Text bytes(Text text, @Nullable Matches matches, int[] ends) {
        var builder = new TextBuilder(text);
        int position = 0;
        for (int i = 0; i < ends.length; i++) {
            int end = matches == null ? text.length() : matches.end(i);
            while (position < end) {
                position += Character.charCount(text.codePointAt(position));
                ByteAlphabet.replaceNext(builder);
            }
            ends[i] = builder.length();
        }
        return builder.build();
    }
}
