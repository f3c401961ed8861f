package io.lanewise.tokenizers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Writes models of SentencePiece: messages of protocol buffers. */
final class SentencePieceFile {
    static final int NORMAL = 1;
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;
    static final int UNUSED = 5;
    static final int BYTE = 6;

    /** What a map of characters may say: strings of one character and more, and blanks anywhere. */
    static final Map<String, String> REPLACEMENTS = Map.ofEntries(
            Map.entry("\t", " "),
            Map.entry("\n", " "),
            Map.entry("\u3000", "  "),
            Map.entry("\u200b", ""),
            Map.entry("ﬁ", "fi"),
            Map.entry("㎏", "kg"),
            Map.entry("ｱ", "ア"),
            Map.entry("ｶ", "カ"),
            Map.entry("ｶﾞ", "ガ"),
            Map.entry("e\u0301", "é"),
            Map.entry("\u0308", " \u0308"),
            Map.entry("H", "h"),
            Map.entry("He", " He "),
            Map.entry("Hello", "hello"));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    SentencePieceFile piece(String content, float score, int type) {
        return message(1, new SentencePieceFile().text(1, content).f32(2, score).number(3, type));
    }

    /** A text or bytes in one char each. */
    SentencePieceFile text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    SentencePieceFile message(int field, SentencePieceFile message) {
        return bytes(field, message.toBytes());
    }

    SentencePieceFile bytes(int field, byte[] bytes) {
        varint(field << 3 | 2);
        varint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    SentencePieceFile number(int field, int value) {
        varint(field << 3);
        varint(value);
        return this;
    }

    SentencePieceFile truth(int field, boolean value) {
        return number(field, value ? 1 : 0);
    }

    private SentencePieceFile f32(int field, float value) {
        varint(field << 3 | 5);
        out.writeBytes(little(Float.floatToIntBits(value)));
        return this;
    }

    private void varint(int value) {
        int rest = value;
        for (; rest >>> 7 != 0; rest >>>= 7) {
            out.write(rest & 0x7F | 0x80);
        }
        out.write(rest);
    }

    private static byte[] little(int... values) {
        var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    /** A map of characters: a trie in which each node has 256 units of its own, and the strings. */
    static byte[] map(Map<String, String> replacements) {
        var trie = new Trie();
        var strings = new ByteArrayOutputStream();
        new TreeMap<>(replacements).forEach((from, to) -> {
            trie.put(from.getBytes(StandardCharsets.UTF_8), strings.size());
            strings.writeBytes(to.getBytes(StandardCharsets.UTF_8));
            strings.write(0);
        });
        var units = little(trie.units);
        var map = new ByteArrayOutputStream();
        map.writeBytes(little(units.length));
        map.writeBytes(units);
        map.writeBytes(strings.toByteArray());
        return map.toByteArray();
    }

    private static final class Trie {
        private static final int NODE = 256;
        private static final int NOTHING = 1 << 31;
        private static final int LEAF = 1 << 8;

        private int[] units = new int[0];

        Trie() {
            addNode();
            int base = addNode();
            units[0] = base << 10;
        }

        private int addNode() {
            int base = units.length;
            units = Arrays.copyOf(units, base + NODE);
            Arrays.fill(units, base, base + NODE, NOTHING);
            return base;
        }

        void put(byte[] key, int value) {
            int last = 0;
            int base = units[0] >>> 10;
            for (byte b : key) {
                last = base ^ b & 0xFF;
                if (units[last] == NOTHING) {
                    base = addNode();
                    units[last] = (last ^ base) << 10 | b & 0xFF;
                } else {
                    base = units[last] >>> 10 ^ last;
                }
            }
            units[last] |= LEAF;
            units[base] = NOTHING | value;
        }
    }
}
