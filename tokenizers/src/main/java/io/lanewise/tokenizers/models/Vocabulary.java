package io.lanewise.tokenizers.models;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Tokens and their ids, one to one. Tokens are found by any part of a char array, without making a string of it, and by
 * hashes that a caller carries from char to char: {@code hash = Vocabulary.extend(hash, c)}.
 */
public final class Vocabulary {
    /** The hash of no chars. */
    public static final long EMPTY = 0;

    /** Returned where there is no such token. */
    public static final int NONE = -1;

    /** Differs from JVM to JVM, so that no file can be made whose tokens collide. */
    private static final long FACTOR = new SplittableRandom().nextLong() | 1;

    private static final int SCATTER = 0x9E3779B9;

    private final String[] tokens;
    private final int[] ids;

    /** A token's number from 1 on in the lower half, and the upper half of its hash; 0 where there is none. */
    private final long[] slots;

    private final int[] byId;
    private final int shift;

    private Vocabulary(String[] tokens, int[] ids) {
        this.tokens = tokens;
        this.ids = ids;
        int bits = Math.max(2, 33 - Integer.numberOfLeadingZeros(tokens.length));
        slots = new long[1 << bits];
        shift = 32 - bits;
        byId = order(ids);
    }

    /** The positions of the tokens, ordered by id; empty where position i has id i. */
    private static int[] order(int[] ids) {
        boolean inOrder = true;
        for (int i = 0; i < ids.length && inOrder; i++) {
            inOrder = ids[i] == i;
        }
        if (inOrder) {
            return new int[0];
        }
        var keys = new long[ids.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) ids[i] << 32 | i;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    /** The number of tokens. */
    public int size() {
        return tokens.length;
    }

    /** The largest id, or -1 of an empty vocabulary. */
    public int largestId() {
        if (tokens.length == 0) {
            return NONE;
        }
        return byId.length == 0 ? tokens.length - 1 : ids[byId[byId.length - 1]];
    }

    /** The token of an id, or null. */
    public @Nullable String token(int id) {
        if (byId.length == 0) {
            return id >= 0 && id < tokens.length ? tokens[id] : null;
        }
        int low = 0;
        int high = byId.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = ids[byId[middle]];
            if (found == id) {
                return tokens[byId[middle]];
            }
            if (found < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** All tokens, in the order in which they were added; nobody changes them. */
    String[] tokens() {
        return tokens;
    }

    /** The ids of {@link #tokens}. */
    int[] ids() {
        return ids;
    }

    /** The id of a token, or {@link #NONE}. */
    public int id(String token) {
        long hash = hash(token);
        for (int slot = slot(hash); slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            int index = index(slots[slot]);
            if (isOf(slots[slot], hash) && tokens[index].equals(token)) {
                return ids[index];
            }
        }
        return NONE;
    }

    /** The id of the token of two strings, the second without its first chars, or {@link #NONE}. */
    int id(String first, String second, int skipped) {
        long hash = hash(first);
        for (int i = skipped; i < second.length(); i++) {
            hash = extend(hash, second.charAt(i));
        }
        int length = first.length() + second.length() - skipped;
        for (int slot = slot(hash); slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            int index = index(slots[slot]);
            if (isOf(slots[slot], hash)
                    && tokens[index].length() == length
                    && tokens[index].startsWith(first)
                    && tokens[index].regionMatches(first.length(), second, skipped, second.length() - skipped)) {
                return ids[index];
            }
        }
        return NONE;
    }

    /** The id of the token of these chars, or {@link #NONE}. */
    public int id(char[] chars, int from, int to) {
        return id(hash(chars, from, to), "", chars, from, to);
    }

    /** The id of the token of a prefix and these chars, whose hash together is given, or {@link #NONE}. */
    int id(long hash, String prefix, char[] chars, int from, int to) {
        for (int slot = slot(hash); slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            int index = index(slots[slot]);
            if (isOf(slots[slot], hash) && equal(tokens[index], prefix, chars, from, to)) {
                return ids[index];
            }
        }
        return NONE;
    }

    private static boolean equal(String token, String prefix, char[] chars, int from, int to) {
        int skipped = prefix.length();
        if (token.length() != skipped + to - from || !token.startsWith(prefix)) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (token.charAt(skipped + i - from) != chars[i]) {
                return false;
            }
        }
        return true;
    }

    static long extend(long hash, char c) {
        return hash * FACTOR + c + 1;
    }

    static long hash(String text) {
        long hash = EMPTY;
        for (int i = 0; i < text.length(); i++) {
            hash = extend(hash, text.charAt(i));
        }
        return hash;
    }

    static long hash(char[] chars, int from, int to) {
        long hash = EMPTY;
        for (int i = from; i < to; i++) {
            hash = extend(hash, chars[i]);
        }
        return hash;
    }

    /** A slot of a table of {@code 2^(32 - shift)}: all bits of the hash decide. */
    static int slot(long hash, int shift) {
        return ((int) (hash ^ hash >>> 32) * SCATTER) >>> shift;
    }

    private int slot(long hash) {
        return slot(hash, shift);
    }

    private static int index(long slot) {
        return (int) slot - 1;
    }

    private static boolean isOf(long slot, long hash) {
        return (slot ^ hash) >>> 32 == 0;
    }

    /** Collects tokens. */
    public static final class Builder {
        private String[] tokens = new String[64];
        private int[] ids = new int[64];
        private int size;

        public int size() {
            return size;
        }

        public void add(String token, int id) {
            if (size == ids.length) {
                tokens = Arrays.copyOf(tokens, 2 * size);
                ids = Arrays.copyOf(ids, 2 * size);
            }
            tokens[size] = token;
            ids[size++] = id;
        }

        /**
         * Makes the vocabulary.
         *
         * @throws IllegalArgumentException where a token has two ids, or an id two tokens
         */
        public Vocabulary build() {
            var vocabulary = new Vocabulary(Arrays.copyOf(tokens, size), Arrays.copyOf(ids, size));
            for (int index = 0; index < size; index++) {
                vocabulary.put(index);
            }
            vocabulary.checkIds();
            return vocabulary;
        }
    }

    private void put(int index) {
        long hash = hash(tokens[index]);
        int slot = slot(hash);
        while (slots[slot] != 0) {
            int other = index(slots[slot]);
            if (isOf(slots[slot], hash) && tokens[other].equals(tokens[index])) {
                throw new IllegalArgumentException(
                        "token \"" + tokens[index] + "\" has the ids " + ids[other] + " and " + ids[index]);
            }
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = hash & 0xFFFFFFFF00000000L | index + 1;
    }

    private void checkIds() {
        for (int i = 1; i < byId.length; i++) {
            if (ids[byId[i]] == ids[byId[i - 1]]) {
                throw new IllegalArgumentException("tokens \"" + tokens[byId[i - 1]] + "\" and \"" + tokens[byId[i]]
                        + "\" have the same id " + ids[byId[i]]);
            }
        }
    }
}
