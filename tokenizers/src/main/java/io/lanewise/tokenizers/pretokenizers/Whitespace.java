package io.lanewise.tokenizers.pretokenizers;

import io.lanewise.tokenizers.text.Pieces;
import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.Unicode;

/** Words are runs of word characters, and runs of what is neither that nor white space. */
public enum Whitespace implements PreTokenizer {
    INSTANCE;

    @Override
    public void split(Text text, int start, int end, Pieces words) {
        int from = start;
        int kind = 0;
        for (int i = start; i < end; ) {
            int c = text.codePointAt(i);
            int next = Unicode.isWord(c) ? 1 : Unicode.isWhitespace(c) ? 0 : 2;
            if (next != kind) {
                if (kind != 0) {
                    words.add(text, from, i);
                }
                from = i;
                kind = next;
            }
            i += Character.charCount(c);
        }
        if (kind != 0) {
            words.add(text, from, end);
        }
    }
}
