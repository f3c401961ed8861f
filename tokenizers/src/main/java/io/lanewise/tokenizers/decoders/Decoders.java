package io.lanewise.tokenizers.decoders;

import io.lanewise.tokenizers.text.ByteAlphabet;
import io.lanewise.tokenizers.text.Finder;
import io.lanewise.tokenizers.text.Text;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The decoders that are a function of each token, or of all. */
public final class Decoders {
    private static final String REPLACEMENT = "\uFFFD";

    private Decoders() {}

    private static Decoder each(UnaryOperator<String> function) {
        return tokens -> tokens.stream().map(function).toList();
    }

    /** Puts all tokens together. */
    public static Decoder fuse() {
        return tokens -> List.of(String.join("", tokens));
    }

    /** Takes up to so many of a character from both ends of each token. */
    public static Decoder strip(int character, int start, int stop) {
        return each(token -> {
            var points = token.codePoints().toArray();
            int from = 0;
            while (from < Math.min(start, points.length) && points[from] == character) {
                from++;
            }
            int to = points.length;
            while (to > from && points.length - to < stop && points[to - 1] == character) {
                to--;
            }
            return new String(points, from, to - from);
        });
    }

    /** Puts a string in the place of each match. */
    public static Decoder replace(Finder pattern, String content) {
        return each(token -> {
            var result = new StringBuilder();
            var text = Text.of(token);
            var matches = pattern.find(text, 0, text.length());
            for (int i = 0; i < matches.size(); i++) {
                result.append(matches.isMatch(i) ? content : text.substring(matches.start(i), matches.end(i)));
            }
            return result.toString();
        });
    }

    /** Writes the suffix that ends words as a blank, and leaves it out at the end. */
    public static Decoder wordSuffix(String suffix) {
        return tokens -> {
            var result = new ArrayList<String>(tokens.size());
            for (var token : tokens) {
                result.add(token.replace(suffix, result.size() + 1 == tokens.size() ? "" : " "));
            }
            return result;
        };
    }

    /** Writes a visible character as a blank; those of the first token go where one was put before texts. */
    public static Decoder metaspace(int replacement, boolean prepended) {
        var visible = Character.toString(replacement);
        return tokens -> {
            var result = new ArrayList<String>(tokens.size());
            for (var token : tokens) {
                result.add(token.replace(visible, result.isEmpty() && prepended ? "" : " "));
            }
            return result;
        };
    }

    /** What speech models write: tokens that follow each other are one, pads go. */
    public static Decoder ctc(String pad, String delimiter, boolean cleanup) {
        return tokens -> {
            var result = new ArrayList<String>();
            String last = null;
            for (var token : tokens) {
                if (token.equals(last)) {
                    continue;
                }
                last = token;
                var text = token.replace(pad, "");
                if (cleanup) {
                    text = WordPieceDecoder.clean(text).replace(delimiter, " ");
                }
                if (!text.isEmpty()) {
                    result.add(text);
                }
            }
            return result;
        };
    }

    /** Reads visible characters as bytes of UTF-8. A token that has another stands for itself. */
    public static Decoder byteLevel() {
        return tokens -> {
            var bytes = new ByteArrayOutputStream();
            for (var token : tokens) {
                var decoded = ByteAlphabet.decode(token);
                bytes.writeBytes(decoded == null ? token.getBytes(StandardCharsets.UTF_8) : decoded);
            }
            return List.of(bytes.toString(StandardCharsets.UTF_8));
        };
    }

    /** Reads tokens like {@code <0x61>} as bytes; a run of them that is not UTF-8 becomes U+FFFD, one for each. */
    public static Decoder byteFallback() {
        return tokens -> {
            var result = new ArrayList<String>();
            var bytes = new ByteArrayOutputStream();
            for (var token : tokens) {
                int value = byteOf(token);
                if (value >= 0) {
                    bytes.write(value);
                } else {
                    flush(bytes, result);
                    result.add(token);
                }
            }
            flush(bytes, result);
            return result;
        };
    }

    static int byteOf(String token) {
        if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
            return -1;
        }
        int high = Character.digit(token.charAt(3), 16);
        int low = Character.digit(token.charAt(4), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static void flush(ByteArrayOutputStream bytes, List<String> result) {
        if (bytes.size() == 0) {
            return;
        }
        try {
            result.add(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            for (int i = 0; i < bytes.size(); i++) {
                result.add(REPLACEMENT);
            }
        }
        bytes.reset();
    }
}
