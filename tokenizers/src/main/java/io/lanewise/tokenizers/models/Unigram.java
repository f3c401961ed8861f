package io.lanewise.tokenizers.models;

import io.lanewise.tokenizers.models.WordCache.Word;
import io.lanewise.tokenizers.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Cuts a word so that the sum of its tokens' scores is the largest (Kudo 2018, https://arxiv.org/abs/1804.10959), by Viterbi's
 * algorithm. Characters that no token covers are unknown; unknown ones that follow each other are one token.
 */
public final class Unigram implements Model {
    /** An unknown character scores so much less than the least token. */
    private static final double UNKNOWN_PENALTY = 10;

    private static final int NO_ID = -1;

    private final Vocabulary vocabulary;
    private final double[] scores;
    private final int unknown;
    private final double unknownScore;
    private final boolean single;
    private final int[] byteIds;
    private final PrefixIndex index;
    private final WordCache cache = new WordCache();

    /**
     * Makes a model.
     *
     * @param scores of the tokens in the order of the vocabulary, whose ids are 0, 1, 2 ...
     * @param unknown the id of the unknown token, or -1
     * @param byteFallback whether unknown characters become tokens of their bytes, {@code <0x00>} to {@code <0xFF>}
     * @throws IllegalArgumentException where scores are no numbers, or there is no such unknown token
     */
    public Unigram(Vocabulary vocabulary, double[] scores, int unknown, boolean byteFallback) {
        this(vocabulary, scores, unknown, leastOf(scores) - UNKNOWN_PENALTY, byteFallback, false, id -> true);
    }

    /**
     * Makes a model that does as SentencePiece itself: it adds in single precision.
     *
     * @param least an unknown character scores less than this
     * @param found whether a token is one that texts are cut into
     */
    public static Unigram sentencePiece(
            Vocabulary vocabulary,
            double[] scores,
            int unknown,
            float least,
            boolean byteFallback,
            IntPredicate found) {
        float unknownScore = least - (float) UNKNOWN_PENALTY;
        return new Unigram(vocabulary, scores, unknown, unknownScore, byteFallback, true, found);
    }

    private Unigram(
            Vocabulary vocabulary,
            double[] scores,
            int unknown,
            double unknownScore,
            boolean byteFallback,
            boolean single,
            IntPredicate found) {
        this.vocabulary = vocabulary;
        this.scores = scores;
        this.unknown = unknown;
        this.unknownScore = unknownScore;
        this.single = single;
        if (unknown >= vocabulary.size()) {
            throw new IllegalArgumentException("the unknown token's id " + unknown + " is not below "
                    + vocabulary.size() + ", the number of tokens");
        }
        byteIds = byteFallback ? byteIds(vocabulary) : new int[0];
        var ids = IntStream.range(0, vocabulary.size())
                .filter(id -> !vocabulary.tokens()[id].isEmpty() && found.test(id))
                .toArray();
        index = new PrefixIndex(
                Arrays.stream(ids).mapToObj(id -> vocabulary.tokens()[id]).toArray(String[]::new), ids);
    }

    private static double leastOf(double[] scores) {
        double least = 0;
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isFinite(scores[i])) {
                throw new IllegalArgumentException("the score of token " + i + " is " + scores[i]);
            }
            least = i == 0 ? scores[0] : Math.min(least, scores[i]);
        }
        return least;
    }

    /** The ids of the tokens of all bytes; {@link Vocabulary#NONE} for those that are missing. */
    static int[] byteIds(Vocabulary vocabulary) {
        return IntStream.range(0, 256)
                .map(b -> vocabulary.id("<0x%02X>".formatted(b)))
                .toArray();
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public void tokenize(Text text, int start, int end, int word, Tokens tokens) {
        if (!WordCache.isShort(end - start)) {
            add(split(text, start, end, Vocabulary.EMPTY), text, start, word, tokens);
            return;
        }
        long hash = Vocabulary.hash(text.array(), start, end);
        var known = cache.find(hash, text, start, end);
        if (known == null) {
            known = split(text, start, end, hash);
            cache.put(known);
        }
        add(known, text, start, word, tokens);
    }

    private void add(Word known, Text text, int start, int word, Tokens tokens) {
        for (int i = 0; i < known.ids().length; i++) {
            int id = known.ids()[i];
            int from = start + known.starts()[i];
            int to = start + known.ends()[i];
            if (id == unknown) {
                tokens.add(id, text, from, to, word, text.substring(from, to));
            } else {
                tokens.add(id, text, from, to, word);
            }
        }
    }

    private Word split(Text text, int start, int end, long hash) {
        int length = end - start;
        var froms = new int[length + 1];
        var ids = new int[length + 1];
        search(text, start, end, froms, ids);
        // The path is found from its end: it is turned round in place, a token's end at its start.
        var tos = new int[length + 1];
        for (int to = length; to > 0; to = froms[to]) {
            tos[froms[to]] = to;
        }
        var symbols = new Symbols(16);
        for (int from = 0; from < length; ) {
            int to = tos[from];
            int id = ids[to];
            while (id == unknown && to < length && ids[tos[to]] == unknown) {
                to = tos[to];
            }
            if (id != unknown || !addBytes(text, start, from, to, symbols)) {
                symbols.add(id, from, to);
            }
            from = to;
        }
        return new Word(
                hash,
                Arrays.copyOfRange(text.array(), start, end),
                Arrays.copyOf(symbols.ids, symbols.size),
                Arrays.copyOf(symbols.starts, symbols.size),
                Arrays.copyOf(symbols.ends, symbols.size));
    }

    /** For each place where a token may end: where the best path's last token starts, and its id. */
    private void search(Text text, int start, int end, int[] froms, int[] ids) {
        int length = end - start;
        var best = new double[length + 1];
        Arrays.fill(froms, NO_ID);
        var walk = index.walk();
        for (int from = 0; from < length; ) {
            int next = from + Character.charCount(text.codePointAt(start + from));
            boolean covered = false;
            walk.restart();
            for (int to = from + 1; to <= length && walk.next(text.charAt(start + to - 1)); to++) {
                int match = walk.match();
                if (match >= 0) {
                    int id = index.value(match);
                    offer(from, to, best[from] + scores[id], id, best, froms, ids);
                    covered |= to == next;
                }
            }
            if (!covered) {
                if (unknown < 0) {
                    throw new IllegalStateException("Unigram: the model has no unknown token, which \""
                            + text.substring(start + from, start + next) + "\" needs");
                }
                offer(from, next, narrowed(best[from] + unknownScore), unknown, best, froms, ids);
            }
            from = next;
        }
    }

    private void offer(int from, int to, double score, int id, double[] best, int[] froms, int[] ids) {
        if (froms[to] < 0 || score > best[to]) {
            best[to] = narrowed(score);
            froms[to] = from;
            ids[to] = id;
        }
    }

    /** SentencePiece keeps sums in single precision, and compares them with others before they are narrowed. */
    private double narrowed(double score) {
        return single ? (float) score : score;
    }

    /** Adds what unknown characters become instead: a token that they are together, or tokens of their bytes. */
    private boolean addBytes(Text text, int start, int from, int to, Symbols symbols) {
        int known = single ? Vocabulary.NONE : vocabulary.id(text.array(), start + from, start + to);
        if (known >= 0) {
            symbols.add(known, from, to);
            return true;
        }
        if (byteIds.length == 0) {
            return false;
        }
        var bytes = text.substring(start + from, start + to).getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            if (byteIds[b & 0xFF] < 0) {
                return false;
            }
        }
        for (byte b : bytes) {
            // All bytes of a piece stand where the piece stands.
            symbols.add(byteIds[b & 0xFF], from, to);
        }
        return true;
    }
}
