package io.lanewise.tokenizers.pretokenizers;

import io.lanewise.tokenizers.text.Pieces;
import io.lanewise.tokenizers.text.Text;

/** Cuts into words of so many code points. */
public record FixedLength(int length) implements PreTokenizer {
    @Override
    public void split(Text text, int start, int end, Pieces words) {
        int from = start;
        int count = 0;
        for (int i = start; i < end; ) {
            i += Character.charCount(text.codePointAt(i));
            if (++count == length) {
                words.add(text, from, i);
                from = i;
                count = 0;
            }
        }
        words.add(text, from, end);
    }
}
