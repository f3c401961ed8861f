package io.lanewise.tokenizers.models;

import io.lanewise.tokenizers.text.Text;

/**
 * Takes the longest token that a word begins with, then the longest that goes on, and so on; a word of which a part is no
 * token is unknown as a whole (Wu et al. 2016, https://arxiv.org/abs/1609.08144).
 *
 * @param prefix stands before tokens that go on a word
 * @param longestWord words of more code points are unknown
 */
public record WordPiece(Vocabulary vocabulary, String unknown, String prefix, int longestWord) implements Model {
    @Override
    public void tokenize(Text text, int start, int end, int word, Tokens tokens) {
        if (end - start > longestWord && Character.codePointCount(text.array(), start, end - start) > longestWord) {
            addUnknown(text, start, end, word, tokens);
            return;
        }
        char[] chars = text.array();
        // A word that is a token is found at once; else the hashes of all beginnings are computed in one pass.
        int whole = vocabulary.id(chars, start, end);
        if (whole >= 0) {
            tokens.add(whole, text, start, end, word);
            return;
        }
        var hashes = new long[end - start];
        var ids = new int[end - start];
        var ends = new int[end - start];
        int count = 0;
        for (int from = start; from < end; from = ends[count++]) {
            String before = from == start ? "" : prefix;
            long hash = Vocabulary.hash(before);
            for (int i = from; i < end; i++) {
                hash = Vocabulary.extend(hash, chars[i]);
                hashes[i - start] = hash;
            }
            int to = from == start ? end - 1 : end;
            int id = Vocabulary.NONE;
            while (to > from && id == Vocabulary.NONE) {
                id = vocabulary.id(hashes[to - 1 - start], before, chars, from, to);
                to -= id == Vocabulary.NONE ? 1 : 0;
            }
            if (id == Vocabulary.NONE) {
                addUnknown(text, start, end, word, tokens);
                return;
            }
            ids[count] = id;
            ends[count] = to;
        }
        for (int i = 0, from = start; i < count; from = ends[i++]) {
            tokens.add(ids[i], text, from, ends[i], word);
        }
    }

    private void addUnknown(Text text, int start, int end, int word, Tokens tokens) {
        tokens.add(WordLevel.unknownId("WordPiece", vocabulary, unknown, text, start, end), text, start, end, word);
    }
}
