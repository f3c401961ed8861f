package io.lanewise.tokenizers.models;

import io.lanewise.tokenizers.text.Text;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the tokens of words, a fixed number of them: a word takes the place of another whose hash is like its own.
 * Threads need no lock, since what is remembered never changes: at worst one computes what another has computed.
 */
final class WordCache {
    private static final int BITS = 13;
    private static final int LONGEST = 48;

    private final @Nullable Word[] words = new @Nullable Word[1 << BITS];

    /**
     * A word's tokens.
     *
     * @param starts where they start, counted from the word's start
     */
    record Word(long hash, char[] chars, int[] ids, int[] starts, int[] ends) {
        boolean is(long otherHash, Text text, int start, int end) {
            return hash == otherHash && Arrays.equals(chars, 0, chars.length, text.array(), start, end);
        }
    }

    static boolean isShort(int length) {
        return length <= LONGEST;
    }

    @Nullable
    Word find(long hash, Text text, int start, int end) {
        var word = words[Vocabulary.slot(hash, 32 - BITS)];
        return word != null && word.is(hash, text, start, end) ? word : null;
    }

    void put(Word word) {
        words[Vocabulary.slot(word.hash, 32 - BITS)] = word;
    }
}
