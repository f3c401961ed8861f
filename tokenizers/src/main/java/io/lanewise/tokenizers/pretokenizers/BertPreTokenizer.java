package io.lanewise.tokenizers.pretokenizers;

import io.lanewise.tokenizers.text.Pieces;
import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.Unicode;

/** Cuts at white space, which goes, and around each punctuation character, which stays as a word of its own. */
public enum BertPreTokenizer implements PreTokenizer {
    INSTANCE;

    @Override
    public void split(Text text, int start, int end, Pieces words) {
        int from = start;
        for (int i = start; i < end; ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (Unicode.isWhitespace(c)) {
                words.add(text, from, i);
                from = next;
            } else if (Unicode.isPunctuation(c)) {
                words.add(text, from, i);
                words.add(text, i, next);
                from = next;
            }
            i = next;
        }
        words.add(text, from, end);
    }
}
