package io.lanewise.tokenizers.models;

import io.lanewise.tokenizers.models.WordCache.Word;
import io.lanewise.tokenizers.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/** Byte-pair encoding: a word's characters are merged pair by pair (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909). */
public final class Bpe implements Model {
    private final Vocabulary vocabulary;
    private final Vocabulary characters;
    private final Merges merges;
    private final Options options;
    private final int unknown;
    private final int[] byteIds;
    private final WordCache cache = new WordCache();

    /**
     * How words become characters.
     *
     * @param unknown stands for characters that are no tokens, or is empty: they are left out
     * @param prefix stands before all characters but a word's first
     * @param suffix stands behind a word's last character
     * @param fuseUnknown whether unknown characters that follow each other are one token
     * @param byteFallback whether unknown characters become tokens of their bytes, {@code <0x00>} to {@code <0xFF>}
     * @param ignoreMerges whether a word that is a token is that token, whatever the merges say
     */
    public record Options(
            String unknown,
            String prefix,
            String suffix,
            boolean fuseUnknown,
            boolean byteFallback,
            boolean ignoreMerges) {}

    public Bpe(Vocabulary vocabulary, Merges merges, Options options) {
        this(vocabulary, vocabulary, merges, options);
    }

    /**
     * Makes a model that merges what is no token too.
     *
     * @param characters the vocabulary's tokens, and behind them characters of larger ids: those that merge with nothing
     *     are unknown
     */
    public Bpe(Vocabulary vocabulary, Vocabulary characters, Merges merges, Options options) {
        this.vocabulary = vocabulary;
        this.characters = characters;
        this.merges = merges;
        this.options = options;
        unknown = options.unknown.isEmpty() ? Vocabulary.NONE : vocabulary.id(options.unknown);
        byteIds = options.byteFallback ? Unigram.byteIds(vocabulary) : new int[0];
    }

    /**
     * The table of merges.
     *
     * @param pairs the ids of the two tokens of each, in the order of ranks
     * @param prefix what a second token loses
     * @throws IllegalArgumentException where what two become is not in the vocabulary
     */
    public static Merges merges(Vocabulary vocabulary, int[] pairs, String prefix) {
        var merges = new Merges(pairs.length / 2);
        for (int i = 0; i < pairs.length; i += 2) {
            var left = Objects.requireNonNull(vocabulary.token(pairs[i]));
            var right = Objects.requireNonNull(vocabulary.token(pairs[i + 1]));
            int skipped = Math.min(prefix.length(), right.length());
            int merged = vocabulary.id(left, right, skipped);
            if (merged == Vocabulary.NONE) {
                throw notMerged(i / 2, left + right.substring(skipped));
            }
            merges.put(pairs[i], pairs[i + 1], i / 2, merged);
        }
        return merges;
    }

    /** What to throw where a token of a merge, or what its two become, is not in the vocabulary. */
    public static IllegalArgumentException notMerged(int rank, String token) {
        return new IllegalArgumentException("merges[" + rank + "]: \"" + token + "\" is not in the vocabulary");
    }

    /**
     * The table of merges where any two tokens become what they are together, if that is a token, in the order of ranks.
     * The two are merged before, or single characters.
     *
     * @param ranks of the tokens in the order of the vocabulary; negative for those that nothing is merged to
     */
    public static Merges merges(Vocabulary vocabulary, int[] ranks) {
        var parts = new BitSet();
        for (int i = 0; i < ranks.length; i++) {
            var token = vocabulary.tokens()[i];
            parts.set(vocabulary.ids()[i], ranks[i] >= 0 || token.codePointCount(0, token.length()) == 1);
        }
        var merges = new Merges(2 * vocabulary.size());
        for (int i = 0; i < ranks.length; i++) {
            var token = vocabulary.tokens()[i];
            if (ranks[i] < 0 || token.length() > LONGEST_MERGED) {
                continue;
            }
            for (int cut = 1; cut < token.length(); cut++) {
                int left = vocabulary.id(token.substring(0, cut));
                int right = left < 0 ? Vocabulary.NONE : vocabulary.id(token.substring(cut));
                if (right >= 0 && parts.get(left) && parts.get(right)) {
                    merges.put(left, right, ranks[i], vocabulary.ids()[i]);
                }
            }
        }
        return merges;
    }

    /** Longer tokens would take time with the square of their length; real ones have at most some hundred characters. */
    private static final int LONGEST_MERGED = 1024;

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

    private static void add(Word known, Text text, int start, int word, Tokens tokens) {
        for (int i = 0; i < known.ids().length; i++) {
            tokens.add(known.ids()[i], text, start + known.starts()[i], start + known.ends()[i], word);
        }
    }

    private Word split(Text text, int start, int end, long hash) {
        var symbols = new Symbols(end - start);
        int whole = options.ignoreMerges ? vocabulary.id(text.array(), start, end) : Vocabulary.NONE;
        if (whole >= 0) {
            symbols.add(whole, 0, end - start);
        } else {
            addCharacters(text, start, end, symbols);
            symbols.merge(merges);
            symbols = tokens(symbols, text, start);
        }
        return new Word(
                hash,
                Arrays.copyOfRange(text.array(), start, end),
                Arrays.copyOf(symbols.ids, symbols.size),
                Arrays.copyOf(symbols.starts, symbols.size),
                Arrays.copyOf(symbols.ends, symbols.size));
    }

    private void addCharacters(Text text, int start, int end, Symbols symbols) {
        boolean afterUnknown = false;
        for (int i = start; i < end; ) {
            int next = i + Character.charCount(text.codePointAt(i));
            int id = id(text, i, next, i == start, next == end);
            afterUnknown = add(id, text, i, next, start, afterUnknown, symbols);
            i = next;
        }
    }

    /** Adds a symbol, or what stands for a character that is none; returns whether that is the unknown token. */
    private boolean add(int id, Text text, int from, int to, int start, boolean afterUnknown, Symbols result) {
        if (id >= 0) {
            result.add(id, from - start, to - start);
            return false;
        }
        if (addBytes(text, from, to, start, result)) {
            return false;
        }
        addUnknown(text, from, to, start, afterUnknown, result);
        return true;
    }

    /** What is left when all is merged, where characters that are no tokens took part. */
    private Symbols tokens(Symbols merged, Text text, int start) {
        if (characters == vocabulary) {
            return merged;
        }
        var result = new Symbols(merged.size);
        boolean afterUnknown = false;
        for (int i = 0; i < merged.size; i++) {
            int id = merged.ids[i];
            boolean isToken = id != unknown && id <= vocabulary.largestId();
            afterUnknown = add(
                    isToken ? id : Vocabulary.NONE,
                    text,
                    start + merged.starts[i],
                    start + merged.ends[i],
                    start,
                    afterUnknown,
                    result);
        }
        return result;
    }

    private int id(Text text, int from, int to, boolean first, boolean last) {
        var prefix = first ? "" : options.prefix;
        if (last && !options.suffix.isEmpty()) {
            return characters.id(prefix + text.substring(from, to) + options.suffix);
        }
        if (prefix.isEmpty()) {
            return characters.id(text.array(), from, to);
        }
        return characters.id(prefix + text.substring(from, to));
    }

    private boolean addBytes(Text text, int from, int to, int start, Symbols symbols) {
        if (byteIds.length == 0) {
            return false;
        }
        var bytes = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            if (byteIds[b & 0xFF] < 0) {
                return false;
            }
        }
        for (byte b : bytes) {
            symbols.add(byteIds[b & 0xFF], from - start, to - start);
        }
        return true;
    }

    private void addUnknown(Text text, int from, int to, int start, boolean afterUnknown, Symbols symbols) {
        if (options.unknown.isEmpty()) {
            return;
        }
        if (afterUnknown && options.fuseUnknown) {
            symbols.ends[symbols.size - 1] = to - start;
            return;
        }
        int id = unknown >= 0 ? unknown : WordLevel.unknownId("BPE", vocabulary, options.unknown, text, from, to);
        symbols.add(id, from - start, to - start);
    }
}
