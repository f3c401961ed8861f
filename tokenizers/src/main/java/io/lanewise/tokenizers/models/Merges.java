package io.lanewise.tokenizers.models;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Which two tokens become which, and how early: a table of open addressing. */
public final class Merges {
    private static final long NONE = -1;
    private static final long FACTOR = new SplittableRandom().nextLong() | 1;

    private long[] keys;
    private long[] values;
    private int size;

    public Merges(int expected) {
        keys = new long[Integer.highestOneBit(Math.max(8, expected)) * 4];
        values = new long[keys.length];
        Arrays.fill(keys, NONE);
    }

    /** Says that two tokens become {@code merged}, before those of a higher rank. */
    public void put(int left, int right, int rank, int merged) {
        if (2 * (size + 1) > keys.length) {
            grow();
        }
        long key = key(left, right);
        int slot = find(key);
        size += keys[slot] == NONE ? 1 : 0;
        keys[slot] = key;
        values[slot] = (long) rank << 32 | merged;
    }

    /** The rank in the upper half and the merged token in the lower; negative where two tokens stay two. */
    long get(int left, int right) {
        int slot = find(key(left, right));
        return keys[slot] == NONE ? NONE : values[slot];
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    private int find(long key) {
        long mixed = (key ^ key >>> 29) * FACTOR;
        int slot = (int) (mixed >>> 32 ^ mixed) & keys.length - 1;
        while (keys[slot] != key && keys[slot] != NONE) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    private void grow() {
        var oldKeys = keys;
        var oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new long[keys.length];
        Arrays.fill(keys, NONE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != NONE) {
                int slot = find(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
