package io.lanewise.tokenizers.models;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Which two tokens become which, and how early: a table of open addressing. */
public final class Merges {
    private static final long NONE = -1;
    private static final long FACTOR = new SplittableRandom().nextLong() | 1;

    /** Keys, and behind each its value. */
    private long[] table;

    private int size;

    public Merges(int expected) {
        table = empty(Integer.highestOneBit(Math.max(8, expected)) * 8);
    }

    private static long[] empty(int length) {
        var table = new long[length];
        Arrays.fill(table, NONE);
        return table;
    }

    /** Says that two tokens become {@code merged}, before those of a higher rank. */
    public void put(int left, int right, int rank, int merged) {
        if (4 * (size + 1) > table.length) {
            grow();
        }
        long key = key(left, right);
        int at = find(key);
        size += table[at] == NONE ? 1 : 0;
        table[at] = key;
        table[at + 1] = (long) rank << 32 | merged;
    }

    /** The rank in the upper half and the merged token in the lower; negative where two tokens stay two. */
    long get(int left, int right) {
        return table[find(key(left, right)) + 1];
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    private int find(long key) {
        long mixed = (key ^ key >>> 29) * FACTOR;
        int at = (int) (mixed >>> 32 ^ mixed) * 2 & table.length - 2;
        while (table[at] != key && table[at] != NONE) {
            at = at + 2 & table.length - 2;
        }
        return at;
    }

    private void grow() {
        var old = table;
        table = empty(2 * old.length);
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != NONE) {
                int at = find(old[i]);
                table[at] = old[i];
                table[at + 1] = old[i + 1];
            }
        }
    }
}
