package io.lanewise.tokenizers;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Hugging Face's own library, and this one on the same tokenizer.json. */
final class Oracle implements AutoCloseable {
    static {
        System.setProperty("ai.djl.offline", "true");
    }

    private final HuggingFaceTokenizer theirs;
    private final Tokenizer ours;

    private Oracle(byte[] json) {
        try {
            theirs = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json), Map.of("truncation", "false", "padding", "false"));
            ours = Tokenizer.read(new ByteArrayInputStream(json))
                    .withTruncation(null)
                    .withPadding(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Oracle of(String json) {
        return new Oracle(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Of a file in a jar of the tests. */
    static Oracle resource(String name) {
        return new Oracle(bytes(name));
    }

    static byte[] bytes(String name) {
        try (var input = ClassLoader.getSystemResourceAsStream(name)) {
            if (input == null) {
                throw new IllegalStateException(name + " is not among the tests' dependencies");
            }
            return input.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Tokenizer ours() {
        return ours;
    }

    HuggingFaceTokenizer theirs() {
        return theirs;
    }

    /** What both say of a text, a line a token; two equal lists where they agree. */
    record Answers(List<String> ours, List<String> theirs) {
        boolean agree() {
            return ours.equals(theirs);
        }
    }

    Answers encode(String text) {
        return new Answers(lines(ours.encode(text)), lines(theirs.encode(text)));
    }

    Answers encode(String text, String pair) {
        return new Answers(lines(ours.encode(text, pair)), lines(theirs.encode(text, pair)));
    }

    Answers decode(int[] ids, boolean skipSpecialTokens) {
        return new Answers(
                List.of(ours.decode(ids, skipSpecialTokens)),
                List.of(theirs.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens)));
    }

    static List<String> lines(Encoding encoding) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < encoding.size(); i++) {
            var span = encoding.spans().get(i);
            lines.add("%d %s %d-%d word %d type %d sequence %d special %d attention %d"
                    .formatted(
                            encoding.ids()[i],
                            encoding.tokens().get(i),
                            span.start(),
                            span.end(),
                            encoding.wordIds()[i],
                            encoding.typeIds()[i],
                            encoding.sequenceIds()[i],
                            encoding.specialTokensMask()[i],
                            encoding.attentionMask()[i]));
        }
        for (var part : encoding.overflow()) {
            lines.add("overflow");
            lines.addAll(lines(part));
        }
        return lines;
    }

    static List<String> lines(ai.djl.huggingface.tokenizers.Encoding encoding) {
        var lines = tokenLines(encoding);
        // Parts have parts again, of which all are in this list too.
        for (var part : encoding.getOverflowing()) {
            lines.add("overflow");
            lines.addAll(tokenLines(part));
        }
        return lines;
    }

    private static List<String> tokenLines(ai.djl.huggingface.tokenizers.Encoding encoding) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < encoding.getIds().length; i++) {
            var span = encoding.getCharTokenSpans()[i];
            lines.add("%d %s %d-%d word %d type %d sequence %d special %d attention %d"
                    .formatted(
                            encoding.getIds()[i],
                            encoding.getTokens()[i],
                            span == null ? 0 : span.getStart(),
                            span == null ? 0 : span.getEnd(),
                            encoding.getWordIds()[i],
                            encoding.getTypeIds()[i],
                            encoding.getSequenceIds()[i],
                            encoding.getSpecialTokenMask()[i],
                            encoding.getAttentionMask()[i]));
        }
        return lines;
    }

    @Override
    public void close() {
        theirs.close();
    }
}
