package io.lanewise.tokenizers.text;

import java.util.Arrays;

/** Parts of a text in order, without gaps, each of which matches a pattern or does not. */
public final class Matches {
    private int[] ends = new int[16];
    private boolean[] matching = new boolean[16];
    private int size;
    private final int start;

    Matches(int start) {
        this.start = start;
    }

    public int size() {
        return size;
    }

    public int start(int i) {
        return i == 0 ? start : ends[i - 1];
    }

    public int end(int i) {
        return ends[i];
    }

    public boolean isMatch(int i) {
        return matching[i];
    }

    /** Takes what matches for what does not, and the other way round. */
    public void invert() {
        for (int i = 0; i < size; i++) {
            matching[i] = !matching[i];
        }
    }

    /** Appends a part that does not match up to {@code from}, if any is left, and one that matches up to {@code to}. */
    void addMatch(int from, int to) {
        addRest(from);
        put(to, true);
    }

    /** Appends a part that does not match up to {@code end}, if any is left. */
    void addRest(int end) {
        if ((size == 0 ? start : ends[size - 1]) < end) {
            put(end, false);
        }
    }

    private void put(int end, boolean match) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            matching = Arrays.copyOf(matching, 2 * size);
        }
        ends[size] = end;
        matching[size++] = match;
    }
}
