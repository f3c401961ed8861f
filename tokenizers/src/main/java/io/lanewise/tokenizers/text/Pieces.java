package io.lanewise.tokenizers.text;

import java.util.Arrays;

/** Parts of texts in order: those that are a token already, and those that a model still has to cut. None is empty. */
public final class Pieces {
    private static final int NO_TOKEN = -1;

    private Text[] texts = new Text[16];
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int[] tokens = new int[16];
    private int size;

    public int size() {
        return size;
    }

    public Text text(int piece) {
        return texts[piece];
    }

    public int start(int piece) {
        return starts[piece];
    }

    public int end(int piece) {
        return ends[piece];
    }

    public boolean isToken(int piece) {
        return tokens[piece] != NO_TOKEN;
    }

    /** The id of a piece that is a token. */
    public int token(int piece) {
        return tokens[piece];
    }

    /** Adds a part for a model; an empty one is left out. */
    public void add(Text text, int start, int end) {
        if (start < end) {
            put(text, start, end, NO_TOKEN);
        }
    }

    /** Adds a part that is a token. */
    public void addToken(Text text, int start, int end, int id) {
        if (start < end) {
            put(text, start, end, id);
        }
    }

    /** Adds a piece of another list. */
    public void addPiece(Pieces other, int piece) {
        put(other.texts[piece], other.starts[piece], other.ends[piece], other.tokens[piece]);
    }

    private void put(Text text, int start, int end, int token) {
        if (size == texts.length) {
            texts = Arrays.copyOf(texts, 2 * size);
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
            tokens = Arrays.copyOf(tokens, 2 * size);
        }
        texts[size] = text;
        starts[size] = start;
        ends[size] = end;
        tokens[size] = token;
        size++;
    }
}
