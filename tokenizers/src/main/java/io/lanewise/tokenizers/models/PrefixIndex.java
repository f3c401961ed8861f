package io.lanewise.tokenizers.models;

import io.lanewise.tokenizers.text.Text;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Strings in order, for finding those that a text goes on with: each further char narrows a range of them. Needs no memory
 * beside the strings, and stops where none goes on.
 */
public final class PrefixIndex {
    /** With fewer strings a search for the first char is short enough. */
    private static final int WORTH_A_TABLE = 256;

    private static final int LONGEST = 1 << 12;

    private final String[] strings;
    private final int[] values;
    private final BitSet firstChars = new BitSet();
    /** Where the strings that begin with a char start; empty for few strings. */
    private final int[] starts;

    /**
     * Makes an index of strings that are all different and none empty, with a value each.
     *
     * @throws IllegalArgumentException for one of more than {@value #LONGEST} chars: each place of a text may be followed
     *     by as many
     */
    public PrefixIndex(String[] strings, int[] values) {
        for (var string : strings) {
            if (string.length() > LONGEST) {
                throw new IllegalArgumentException("the token \"" + string.substring(0, 40) + "...\" is of "
                        + string.length() + " chars; at most " + LONGEST + " are supported");
            }
        }
        var order = new Integer[strings.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> strings[a].compareTo(strings[b]));
        this.strings = new String[strings.length];
        this.values = new int[strings.length];
        for (int i = 0; i < order.length; i++) {
            this.strings[i] = strings[order[i]];
            this.values[i] = values[order[i]];
            firstChars.set(strings[i].charAt(0));
        }
        starts = strings.length < WORTH_A_TABLE ? new int[0] : firstCharStarts();
    }

    private int[] firstCharStarts() {
        var table = new int[Character.MAX_VALUE + 2];
        int c = 0;
        for (int i = 0; i < strings.length; i++) {
            for (; c <= strings[i].charAt(0); c++) {
                table[c] = i;
            }
        }
        Arrays.fill(table, c, table.length, strings.length);
        return table;
    }

    public boolean isEmpty() {
        return strings.length == 0;
    }

    public int size() {
        return strings.length;
    }

    public String string(int index) {
        return strings[index];
    }

    public int value(int index) {
        return values[index];
    }

    /** The index of the longest string with which the text goes on at {@code from}, not beyond {@code to}, or -1. */
    public int longest(Text text, int from, int to) {
        if (from >= to || !firstChars.get(text.charAt(from))) {
            return -1;
        }
        int found = -1;
        var walk = new Walk();
        walk.restart();
        for (int i = from; i < to && walk.next(text.charAt(i)); i++) {
            found = walk.match() >= 0 ? walk.match() : found;
        }
        return found;
    }

    Walk walk() {
        return new Walk();
    }

    /** Reads chars while strings begin with all that were read. */
    final class Walk {
        private int low;
        private int high;
        private int depth;

        void restart() {
            low = 0;
            high = strings.length;
            depth = 0;
        }

        /** Reads a char; false where no string goes on so. */
        boolean next(char c) {
            if (depth == 0 && starts.length > 0) {
                low = starts[c];
                high = starts[c + 1];
            } else {
                // The string that ends here stands first, and none before it is shorter.
                if (low < high && strings[low].length() == depth) {
                    low++;
                }
                low = lowerBound(c);
                high = lowerBound(c + 1);
            }
            depth++;
            return low < high;
        }

        private int lowerBound(int c) {
            int from = low;
            int to = high;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (strings[middle].charAt(depth) < c) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }

        /** The index of the string that is all that was read, or -1. */
        int match() {
            return strings[low].length() == depth ? low : -1;
        }
    }
}
