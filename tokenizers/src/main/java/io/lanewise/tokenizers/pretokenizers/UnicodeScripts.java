package io.lanewise.tokenizers.pretokenizers;

import io.lanewise.tokenizers.text.Pieces;
import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.Unicode;
import java.lang.Character.UnicodeScript;

/** Cuts where the script changes, from the first character that has one; Japanese syllables count as Han, and a blank belongs to any script. */
public enum UnicodeScripts implements PreTokenizer {
    INSTANCE;

    private static final int LONG_VOWEL_MARK = 0x30FC;

    @Override
    public void split(Text text, int start, int end, Pieces words) {
        // What fits any script before the first that does not belongs to no word.
        int from = end;
        var last = UnicodeScript.UNKNOWN;
        for (int i = start; i < end; ) {
            int c = text.codePointAt(i);
            var script = script(c);
            if (script != UnicodeScript.UNKNOWN) {
                if (script != last) {
                    words.add(text, from, i);
                    from = i;
                }
                last = script;
            }
            i += Character.charCount(c);
        }
        words.add(text, from, end);
    }

    private static UnicodeScript script(int c) {
        if (c == ' ' || !Unicode.hasScript(c)) {
            return UnicodeScript.UNKNOWN;
        }
        if (c == LONG_VOWEL_MARK) {
            return UnicodeScript.HAN;
        }
        var script = UnicodeScript.of(c);
        return script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA ? UnicodeScript.HAN : script;
    }
}
