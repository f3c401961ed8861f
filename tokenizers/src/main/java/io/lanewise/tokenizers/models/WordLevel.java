package io.lanewise.tokenizers.models;

import io.lanewise.tokenizers.text.Text;

/** A word is a token, or it is unknown. */
public record WordLevel(Vocabulary vocabulary, String unknown) implements Model {
    @Override
    public void tokenize(Text text, int start, int end, int word, Tokens tokens) {
        int id = vocabulary.id(text.array(), start, end);
        if (id == Vocabulary.NONE) {
            id = unknownId("WordLevel", vocabulary, unknown, text, start, end);
        }
        tokens.add(id, text, start, end, word);
    }

    /** The id of the unknown token, for a word that needs it. */
    static int unknownId(String model, Vocabulary vocabulary, String unknown, Text text, int start, int end) {
        int id = vocabulary.id(unknown);
        if (id == Vocabulary.NONE) {
            throw new IllegalStateException("%s: the vocabulary lacks the unknown token \"%s\", which \"%s\" needs"
                    .formatted(model, unknown, text.substring(start, Math.min(end, start + 40))));
        }
        return id;
    }
}
