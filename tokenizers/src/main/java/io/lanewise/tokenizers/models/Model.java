package io.lanewise.tokenizers.models;

import io.lanewise.tokenizers.text.Text;

/** Cuts words into tokens of its vocabulary. Safe for use by many threads. */
public sealed interface Model permits Bpe, Unigram, WordLevel, WordPiece {
    Vocabulary vocabulary();

    /** Appends the tokens of the chars from {@code start} to {@code end} of a text, all of one word. */
    void tokenize(Text text, int start, int end, int word, Tokens tokens);
}
