package io.lanewise.tokenizers.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.models.Bpe;
import io.lanewise.tokenizers.models.Merges;
import io.lanewise.tokenizers.models.Vocabulary;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The merges of a tokenizer.json. There may be a million: no token becomes a string where the vocabulary knows it. */
final class MergesJson {
    private final String file;
    private final @Nullable Vocabulary vocabulary;

    /** Numbers of the tokens where the vocabulary comes later, in the order in which they came. */
    private final Map<String, Integer> early = new LinkedHashMap<>();

    /** Two tokens a merge: ids, or numbers of the early ones. */
    private int[] pairs = new int[128];

    private int size;

    private MergesJson(String file, @Nullable Vocabulary vocabulary) {
        this.file = file;
        this.vocabulary = vocabulary;
    }

    /**
     * Reads the array that begins at the parser's current token.
     *
     * @param vocabulary null where it comes later in the file
     * @throws IllegalArgumentException where a token is not in the vocabulary
     */
    static MergesJson read(String file, @Nullable Vocabulary vocabulary, JsonParser parser) throws IOException {
        var merges = new MergesJson(file, vocabulary);
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new TokenizerException(file + ": model.merges: expected an array");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (merges.size == 2 * ModelJson.MOST_TOKENS) {
                throw new TokenizerException(file + ": model.merges: more than " + ModelJson.MOST_TOKENS);
            }
            merges.readPair(parser);
        }
        return merges;
    }

    private void readPair(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_STRING -> {
                char[] text = parser.getTextCharacters();
                int from = parser.getTextOffset();
                int to = from + parser.getTextLength();
                int blank = blank(text, from, to);
                if (blank == to || blank(text, blank + 1, to) < to) {
                    throw noPair();
                }
                add(text, from, blank);
                add(text, blank + 1, to);
            }
            case START_ARRAY -> {
                readToken(parser);
                readToken(parser);
                if (parser.nextToken() != JsonToken.END_ARRAY) {
                    throw noPair();
                }
            }
            default -> throw noPair();
        }
    }

    private static int blank(char[] text, int from, int to) {
        int i = from;
        while (i < to && text[i] != ' ') {
            i++;
        }
        return i;
    }

    private void readToken(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
            throw noPair();
        }
        int from = parser.getTextOffset();
        add(parser.getTextCharacters(), from, from + parser.getTextLength());
    }

    private TokenizerException noPair() {
        return new TokenizerException(
                file + ": model.merges[" + size / 2 + "]: expected two tokens, as an array or with a blank between");
    }

    private void add(char[] text, int from, int to) {
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * size);
        }
        int id = vocabulary == null
                ? early.computeIfAbsent(new String(text, from, to - from), _ -> early.size())
                : vocabulary.id(text, from, to);
        if (id == Vocabulary.NONE) {
            throw Bpe.notMerged(size / 2, new String(text, from, to - from));
        }
        pairs[size++] = id;
    }

    /**
     * The table of merges.
     *
     * @throws IllegalArgumentException where a token, or what two become, is not in the vocabulary
     */
    Merges merges(Vocabulary tokens, String prefix) {
        int[] ids = Arrays.copyOf(pairs, size);
        if (vocabulary == null) {
            var names = early.keySet().toArray(String[]::new);
            for (int i = 0; i < size; i++) {
                var name = names[ids[i]];
                ids[i] = tokens.id(name);
                if (ids[i] == Vocabulary.NONE) {
                    throw Bpe.notMerged(i / 2, name);
                }
            }
        }
        return Bpe.merges(tokens, ids, prefix);
    }
}
