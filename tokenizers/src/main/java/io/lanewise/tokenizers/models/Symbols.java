package io.lanewise.tokenizers.models;

import java.util.Arrays;

/** A word's tokens while pairs of them are merged: a list in arrays, linked both ways. */
final class Symbols {
    /** Up to so many, the best pair is found by looking at all. */
    private static final int FEW = 32;

    private static final int GONE = -1;

    int[] ids;
    int[] starts;
    int[] ends;
    int size;

    Symbols(int capacity) {
        ids = new int[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
    }

    void add(int id, int start, int end) {
        if (size == ids.length) {
            int capacity = 2 * size + 4;
            ids = Arrays.copyOf(ids, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
        ids[size] = id;
        starts[size] = start;
        ends[size++] = end;
    }

    /** Merges pairs, the lowest rank first and among equals the leftmost, until none can be merged. */
    void merge(Merges merges) {
        if (size <= FEW) {
            mergeFew(merges);
        } else {
            mergeMany(merges);
        }
    }

    private void mergeFew(Merges merges) {
        var pairs = new long[size];
        for (int i = 0; i + 1 < size; i++) {
            pairs[i] = merges.get(ids[i], ids[i + 1]);
        }
        while (size > 1) {
            int best = GONE;
            for (int i = 0; i + 1 < size; i++) {
                if (pairs[i] >= 0 && (best < 0 || pairs[i] >>> 32 < pairs[best] >>> 32)) {
                    best = i;
                }
            }
            if (best < 0) {
                return;
            }
            ids[best] = (int) pairs[best];
            ends[best] = ends[best + 1];
            int moved = size - best - 2;
            System.arraycopy(ids, best + 2, ids, best + 1, moved);
            System.arraycopy(starts, best + 2, starts, best + 1, moved);
            System.arraycopy(ends, best + 2, ends, best + 1, moved);
            System.arraycopy(pairs, best + 2, pairs, best + 1, moved);
            size--;
            pairs[best] = best + 1 < size ? merges.get(ids[best], ids[best + 1]) : GONE;
            if (best > 0) {
                pairs[best - 1] = merges.get(ids[best - 1], ids[best]);
            }
        }
    }

    private void mergeMany(Merges merges) {
        var next = new int[size];
        var previous = new int[size];
        var queue = new LongHeap(size);
        for (int i = 0; i < size; i++) {
            next[i] = i + 1 < size ? i + 1 : GONE;
            previous[i] = i - 1;
            offer(i, next[i], merges, queue);
        }
        while (!queue.isEmpty()) {
            long top = queue.remove();
            int left = (int) top;
            int right = ids[left] == GONE ? GONE : next[left];
            long pair = right == GONE ? GONE : merges.get(ids[left], ids[right]);
            // An entry of a pair that is there no more, or has become another, is out of date.
            if (pair < 0 || pair >>> 32 != top >>> 32) {
                continue;
            }
            ids[left] = (int) pair;
            ends[left] = ends[right];
            ids[right] = GONE;
            next[left] = next[right];
            if (next[left] != GONE) {
                previous[next[left]] = left;
            }
            offer(left, next[left], merges, queue);
            if (previous[left] >= 0) {
                offer(previous[left], left, merges, queue);
            }
        }
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (ids[i] != GONE) {
                ids[count] = ids[i];
                starts[count] = starts[i];
                ends[count++] = ends[i];
            }
        }
        size = count;
    }

    private void offer(int left, int right, Merges merges, LongHeap queue) {
        long pair = right == GONE ? GONE : merges.get(ids[left], ids[right]);
        if (pair >= 0) {
            queue.add(pair >>> 32 << 32 | left);
        }
    }
}
