package io.lanewise.tokenizers.decoders;

import io.lanewise.tokenizers.normalizers.SentencePieceNormalizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Puts pieces together as SentencePiece does.
 *
 * @param unknown the unknown token, and {@code surface} what is written for it
 * @param bytes whether tokens like {@code <0x61>} are bytes; those that are not UTF-8 become U+FFFD, one for each
 * @param strip whether a blank at the beginning is left out
 * @param single whether that goes on until something else is written
 */
public record SentencePieceDecoder(String unknown, String surface, boolean bytes, boolean strip, boolean single)
        implements Decoder {
    private static final String VISIBLE = Character.toString(SentencePieceNormalizer.VISIBLE);

    @Override
    public List<String> decode(List<String> tokens) {
        var result = new StringBuilder();
        var run = new ByteArrayOutputStream();
        boolean atStart = strip;
        for (var token : tokens) {
            int value = bytes ? Decoders.byteOf(token) : -1;
            if (value >= 0) {
                run.write(value);
                continue;
            }
            flush(run, result);
            atStart &= result.isEmpty();
            if (token.equals(unknown)) {
                result.append(surface);
            } else if (atStart && token.startsWith(VISIBLE)) {
                result.append(token.substring(1).replace(VISIBLE, " "));
                atStart = single;
            } else {
                result.append(token.replace(VISIBLE, " "));
            }
        }
        flush(run, result);
        return List.of(result.toString());
    }

    private static void flush(ByteArrayOutputStream run, StringBuilder result) {
        var bytes = run.toByteArray();
        run.reset();
        for (int i = 0; i < bytes.length; ) {
            int length = Math.min(length(bytes[i] & 0xFF), bytes.length - i);
            var character = new String(bytes, i, length, StandardCharsets.UTF_8);
            // A character of its own, and not what stands for bytes that are none.
            boolean valid = character.getBytes(StandardCharsets.UTF_8).length == length
                    && character.codePointCount(0, character.length()) == 1
                    && (character.charAt(0) != '\uFFFD' || isReplacement(bytes, i, length));
            result.append(valid ? character : "\uFFFD");
            i += valid ? length : 1;
        }
    }

    private static boolean isReplacement(byte[] bytes, int at, int length) {
        return length == 3 && bytes[at] == (byte) 0xEF && bytes[at + 1] == (byte) 0xBF && bytes[at + 2] == (byte) 0xBD;
    }

    private static int length(int first) {
        return first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    }
}
