package io.lanewise.tokenizers.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** GPT-2's way to write any bytes as visible characters: printable ones of Latin-1 stand for themselves. */
public final class ByteAlphabet {
    private static final char FIRST_SUBSTITUTE = 0x100;
    private static final char[] CHARS = new char[256];
    private static final int[] BYTES = new int[0x200];

    static {
        Arrays.fill(BYTES, -1);
        char substitute = FIRST_SUBSTITUTE;
        for (int b = 0; b < CHARS.length; b++) {
            boolean visible = b > ' ' && b < 0x7F || b > 0xA0 && b != 0xAD;
            CHARS[b] = visible ? (char) b : substitute++;
            BYTES[CHARS[b]] = b;
        }
    }

    private ByteAlphabet() {}

    /** The character of a byte. */
    public static char character(int b) {
        return CHARS[b & 0xFF];
    }

    /** The characters of bytes. */
    public static String encode(byte[] bytes) {
        var chars = new char[bytes.length];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = character(bytes[i]);
        }
        return new String(chars);
    }

    /** The bytes that a text stands for, or null where a character stands for none. */
    public static byte @Nullable [] decode(String text) {
        var bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = text.charAt(i);
            if (c >= BYTES.length || BYTES[c] < 0) {
                return null;
            }
            bytes[i] = (byte) BYTES[c];
        }
        return bytes;
    }

    /** Writes the bytes of the next code point in place of it. */
    public static void replaceNext(TextBuilder builder) {
        int c = builder.peek();
        if (c < 0x80) {
            builder.replace(CHARS[c]);
            return;
        }
        var bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
        builder.replace(character(bytes[0]));
        for (int i = 1; i < bytes.length; i++) {
            builder.insert(character(bytes[i]));
        }
    }
}
