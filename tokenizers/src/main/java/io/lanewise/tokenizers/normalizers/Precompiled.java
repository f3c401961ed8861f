package io.lanewise.tokenizers.normalizers;

import io.lanewise.tokenizers.text.Text;
import io.lanewise.tokenizers.text.TextBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SentencePiece's map of characters: a double-array trie (Darts-clone's format) over UTF-8 whose values are offsets of
 * strings that end in a zero byte. As a normalizer it takes what Hugging Face's library takes: the shortest match, cluster
 * by cluster.
 */
public final class Precompiled implements Normalizer {
    /** Hugging Face's library tries a cluster of characters as a whole only where it has fewer bytes. */
    private static final int LONGEST_CLUSTER = 6;

    private static final Pattern CLUSTER = Pattern.compile("\\X");
    private static final int FIRST_COMBINING = 0x300;
    private static final int LEAF = 1 << 8;
    private static final int LABEL = 1 << 31 | 0xFF;

    private final int[] units;
    private final byte[] strings;

    /**
     * Reads a map.
     *
     * @throws IllegalArgumentException where the map's sizes do not fit each other
     */
    public Precompiled(byte[] map) {
        var buffer = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
        int size = map.length < 4 ? -1 : buffer.getInt();
        if (size < 4 || size % 4 != 0 || size > map.length - 4) {
            throw new IllegalArgumentException(
                    "the map of characters has " + map.length + " bytes, and says that its trie has " + size);
        }
        units = new int[size / 4];
        buffer.asIntBuffer().get(units);
        strings = Arrays.copyOfRange(map, 4 + size, map.length);
    }

    @Override
    public Text normalize(Text text) {
        var changes = new Changes(text);
        var matcher = CLUSTER.matcher(text);
        for (int i = 0; i < text.length(); ) {
            int end = clusterEnd(text, i, matcher);
            replaceCluster(text, i, end, changes);
            i = end;
        }
        return changes.finish(text);
    }

    private static int clusterEnd(Text text, int start, Matcher matcher) {
        boolean alone = start + 1 == text.length() || text.charAt(start + 1) < FIRST_COMBINING;
        if (alone && text.charAt(start) != '\r' && text.charAt(start) < FIRST_COMBINING) {
            return start + 1;
        }
        return matcher.region(start, text.length()).lookingAt() ? matcher.end() : start + 1;
    }

    private void replaceCluster(Text text, int start, int end, Changes changes) {
        int length = bytes(text, start, end);
        if (length < LONGEST_CLUSTER) {
            var replaced = find(text.substring(start, end).getBytes(StandardCharsets.UTF_8));
            if (replaced != null) {
                changes.replace(Character.codePointCount(text.array(), start, end - start), replaced);
                return;
            }
        }
        for (int i = start; i < end; ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            var replaced = find(text.substring(i, next).getBytes(StandardCharsets.UTF_8));
            if (replaced == null) {
                changes.add(c, 0);
            } else {
                changes.replace(1, replaced);
            }
            i = next;
        }
    }

    /** The number of bytes of a part in UTF-8, counted until it is long enough to be no cluster. */
    private static int bytes(Text text, int start, int end) {
        int count = 0;
        for (int i = start; i < end && count < LONGEST_CLUSTER; i++) {
            char c = text.charAt(i);
            count += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return count;
    }

    /** Writes the new code points; the last one waits, for what is left out behind it. */
    private static final class Changes {
        private final TextBuilder builder;
        private boolean waiting;
        private boolean changed;
        private int last;
        private int change;

        Changes(Text text) {
            builder = new TextBuilder(text);
        }

        /** Adds a code point, with a change as {@link TextBuilder#change} takes it. */
        void add(int codePoint, int change) {
            flush();
            last = codePoint;
            this.change = change;
            waiting = true;
        }

        private void flush() {
            if (waiting) {
                builder.change(last, change);
            }
        }

        /** Replaces so many code points one by one: what is more is inserted, what is less goes with the last there is. */
        void replace(int count, String replaced) {
            int index = 0;
            for (int i = 0; i < replaced.length(); index++) {
                int c = replaced.codePointAt(i);
                i += Character.charCount(c);
                add(c, index >= count ? 1 : 0);
            }
            change -= Math.max(0, count - index);
            changed = true;
        }

        /** The new text, or the old one where nothing was replaced. */
        Text finish(Text text) {
            flush();
            return changed ? builder.build() : text;
        }
    }

    /** A string, and where what it stands for ends. */
    record Match(String replacement, int end) {}

    /** The longest match at a place, or null where there is none: what SentencePiece itself takes. */
    @Nullable
    Match longest(Text text, int start) {
        int end = 0;
        int value = -1;
        int node = offset(units[0]);
        for (int i = start; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            int found = -1;
            for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                node ^= b & 0xFF;
                int unit = unit(node);
                if (b == 0 || (unit & LABEL) != (b & 0xFF)) {
                    node = -1;
                    break;
                }
                node ^= offset(unit);
                found = (unit & LEAF) != 0 ? unit(node) & Integer.MAX_VALUE : -1;
            }
            if (node < 0) {
                break;
            }
            if (found >= 0) {
                value = found;
                end = i;
            }
        }
        return value < 0 ? null : new Match(string(value), end);
    }

    /** The replacement of the shortest beginning that has one, or null. */
    private @Nullable String find(byte[] bytes) {
        int node = offset(units[0]);
        for (byte b : bytes) {
            node ^= b & 0xFF;
            int unit = unit(node);
            if (b == 0 || (unit & LABEL) != (b & 0xFF)) {
                return null;
            }
            node ^= offset(unit);
            if ((unit & LEAF) != 0) {
                return string(unit(node) & Integer.MAX_VALUE);
            }
        }
        return null;
    }

    /** A unit of the trie; one without a label, which ends every search, where there is none. */
    private int unit(int node) {
        return node >= 0 && node < units.length ? units[node] : 1 << 31;
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
    }

    private String string(int start) {
        int from = Math.min(start, strings.length);
        int end = from;
        while (end < strings.length && strings[end] != 0) {
            end++;
        }
        return new String(strings, from, end - from, StandardCharsets.UTF_8);
    }
}
