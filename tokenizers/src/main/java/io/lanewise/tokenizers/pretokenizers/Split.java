package io.lanewise.tokenizers.pretokenizers;

import io.lanewise.tokenizers.text.Finder;
import io.lanewise.tokenizers.text.Pieces;
import io.lanewise.tokenizers.text.Text;

/** Cuts around what a pattern matches, or around what it does not match. */
public record Split(Finder pattern, Behavior behavior, boolean invert) implements PreTokenizer {
    /** What becomes of a match. */
    public enum Behavior {
        /** It goes. */
        REMOVED,
        /** It is a word of its own. */
        ISOLATED,
        /** It joins the word before. */
        MERGED_WITH_PREVIOUS,
        /** It joins the word behind. */
        MERGED_WITH_NEXT,
        /** With those that follow it without a gap it is a word. */
        CONTIGUOUS
    }

    @Override
    public void split(Text text, int start, int end, Pieces words) {
        var matches = pattern.find(text, start, end);
        if (invert) {
            matches.invert();
        }
        for (int i = 0; i < matches.size(); ) {
            int last = i;
            switch (behavior) {
                case REMOVED, ISOLATED -> {}
                case CONTIGUOUS -> {
                    while (last + 1 < matches.size() && matches.isMatch(last + 1) == matches.isMatch(i)) {
                        last++;
                    }
                }
                case MERGED_WITH_PREVIOUS -> {
                    if (!matches.isMatch(i) && i + 1 < matches.size() && matches.isMatch(i + 1)) {
                        last++;
                    }
                }
                case MERGED_WITH_NEXT -> {
                    if (matches.isMatch(i) && i + 1 < matches.size() && !matches.isMatch(i + 1)) {
                        last++;
                    }
                }
            }
            if (behavior != Behavior.REMOVED || !matches.isMatch(i)) {
                words.add(text, matches.start(i), matches.end(last));
            }
            i = last + 1;
        }
    }
}
