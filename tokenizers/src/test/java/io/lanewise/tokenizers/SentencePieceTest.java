package io.lanewise.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.sentencepiece.SpTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Models of SentencePiece, beside SentencePiece itself. */
class SentencePieceTest {
    static {
        System.setProperty("ai.djl.offline", "true");
    }

    private static final int UNIGRAM = 1;
    private static final int BPE = 2;
    private static final int WORD = 3;
    private static final int CHAR = 4;
    private static final String WORDS = "▁Hello▁world,▁don't▁stop!▁naïve▁café▁Привет,▁мир▁你好，世界▁kg▁fi▁アガ▁▁▁안녕하세요▁"
            + "1234567890▁aaaa▁the▁then▁there▁lo▁llo▁Å▁é";
    private static final Map<Integer, Both> MODELS = new ConcurrentHashMap<>();

    /** SentencePiece and this library, with the same model. */
    private record Both(SpTokenizer theirs, Tokenizer ours) {
        static Both of(byte[] model) {
            return new Both(new SpTokenizer(model), read(model));
        }
    }

    private static Tokenizer read(byte[] model) {
        try {
            return withFile(model, Tokenizer::sentencePiece);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Reading<T> {
        T read(Path file) throws IOException;
    }

    private static <T> T withFile(byte[] model, Reading<T> reading) throws IOException {
        var file = Files.createTempFile("lanewise", ".model");
        try {
            Files.write(file, model);
            return reading.read(file);
        } finally {
            Files.delete(file);
        }
    }

    /** A model of any kind with any settings. */
    static byte[] model(int seed) {
        var random = new Random(seed);
        int kind = List.of(UNIGRAM, BPE, BPE, UNIGRAM, CHAR).get(seed % 5);
        boolean bytes = random.nextBoolean();
        var file = start();
        var known = new HashSet<>(Set.of("<unk>", "<s>", "</s>"));
        for (int b = 0; b < 256 && bytes; b++) {
            file.piece("<0x%02X>".formatted(b), 0, SentencePieceFile.BYTE);
        }
        for (var piece : List.of("<sep>", "llo", "a  b", "▁wo", "ﬁ", "aa")) {
            if (random.nextInt(3) == 0 && known.add(piece)) {
                file.piece(piece, 0, SentencePieceFile.USER_DEFINED);
            }
        }
        for (int i = 0; i < 400; i++) {
            int from = random.nextInt(WORDS.length());
            int to = Math.min(WORDS.length(), from + 1 + random.nextInt(1 + random.nextInt(6)));
            if (known.add(WORDS.substring(from, to))) {
                float score = i % 2 == 0 ? -random.nextInt(12) : -12 * random.nextFloat();
                boolean unused = kind == UNIGRAM && random.nextInt(8) == 0;
                file.piece(
                        WORDS.substring(from, to), score, unused ? SentencePieceFile.UNUSED : SentencePieceFile.NORMAL);
            }
        }
        var normalizer = new SentencePieceFile()
                .truth(3, random.nextBoolean())
                .truth(4, random.nextBoolean())
                .truth(5, random.nextInt(4) > 0);
        if (random.nextInt(3) > 0) {
            normalizer.bytes(2, SentencePieceFile.map(SentencePieceFile.REPLACEMENTS));
        }
        var trainer = new SentencePieceFile()
                .number(3, kind)
                .truth(24, random.nextInt(3) == 0)
                .truth(35, bytes);
        return file.message(2, trainer).message(3, normalizer).toBytes();
    }

    private static SentencePieceFile start() {
        return new SentencePieceFile()
                .piece("<unk>", 0, SentencePieceFile.UNKNOWN)
                .piece("<s>", 0, SentencePieceFile.CONTROL)
                .piece("</s>", 0, SentencePieceFile.CONTROL);
    }

    /** Texts that reach SentencePiece through DJL as they are: it gets another UTF-8 for the rest. */
    @Provide
    Arbitrary<String> texts() {
        return Texts.mixed().map(text -> text.replaceAll("[\\x{10000}-\\x{10FFFF}\\x00]", ""));
    }

    @Property(tries = 2000)
    void idsAndTheirTextsAreEqual(@ForAll @IntRange(max = 79) int seed, @ForAll("texts") String text) {
        var both = MODELS.computeIfAbsent(seed, key -> Both.of(model(key)));
        int[] ids = both.ours.encode(text).ids();
        var theirs = both.theirs.getProcessor();
        assertThat(ids).as("model %d", seed).isEqualTo(theirs.encode(text));
        assertThat(both.ours.decode(ids)).as("model %d", seed).isEqualTo(theirs.decode(ids));
    }

    @Property(tries = 500)
    void textsOfAnyIdsAreEqual(@ForAll @IntRange(max = 79) int seed, @ForAll long choice) {
        var both = MODELS.computeIfAbsent(seed, key -> Both.of(model(key)));
        // The unknown one is among them, and bytes, but the one that ends C's strings; control pieces stand at the
        // ends.
        int[] ids = new Random(choice)
                .ints(12, 0, both.ours.vocabularySize())
                .map(id -> id <= 3 || id % 5 == 0 ? 0 : id)
                .toArray();
        ids[0] = 1;
        ids[11] = 2;
        var decoded = both.ours.decode(ids);
        Assume.that(decoded.codePoints().allMatch(Character::isBmpCodePoint));
        assertThat(decoded)
                .as("model %d", seed)
                .isEqualTo(both.theirs.getProcessor().decode(ids));
    }

    @Property(tries = 20)
    void longTextsAreCutAsShortOnesAre(@ForAll @IntRange(max = 79) int seed, @ForAll("texts") String text) {
        idsAndTheirTextsAreEqual(seed, text.repeat(30));
    }

    @Example
    void tokensStandWhereTheyCameFrom() {
        var model = start().piece("▁hello", -1, SentencePieceFile.NORMAL)
                .piece("▁", -2, SentencePieceFile.NORMAL)
                .piece("kg", -3, SentencePieceFile.NORMAL)
                .message(3, new SentencePieceFile().bytes(2, SentencePieceFile.map(SentencePieceFile.REPLACEMENTS)));
        var encoding = read(model.toBytes()).encode("  Hello   ㎏😀 ");
        assertThat(encoding.tokens()).containsExactly("▁hello", "▁", "kg", "😀");
        assertThat(encoding.spans())
                .containsExactly(
                        new Encoding.Span(2, 7),
                        new Encoding.Span(7, 8),
                        new Encoding.Span(10, 11),
                        new Encoding.Span(11, 12));
    }

    @Example
    void tokensForTheBeginningAndTheEndAreAdded() throws IOException {
        var model = start().piece("▁a", -1, SentencePieceFile.NORMAL).toBytes();
        var tokenizer = withFile(model, file -> Tokenizer.sentencePiece(file, true, true));
        assertThat(tokenizer.encode("a a").ids()).containsExactly(1, 3, 3, 2);
        assertThat(tokenizer.encode("a", "a").ids()).containsExactly(1, 3, 2, 1, 3, 2);
        assertThat(tokenizer.decode(1, 3, 3, 2)).isEqualTo("a a");
        // Written in a text they are characters like others.
        assertThat(tokenizer.encode("a<s>", false).ids()).containsExactly(3, 0);
        assertThat(withFile(model, Tokenizer::load).encode("a").ids()).containsExactly(3);
    }

    @Example
    void wrongFilesAreNamed() {
        assertRefused(new byte[0], "0 of 0 pieces are unknown ones, expected 1 as a model of SentencePiece has");
        assertRefused(
                start().message(2, new SentencePieceFile().number(3, WORD)).toBytes(),
                "models of the kind WORD are not supported");
        assertRefused(start().piece("<s>", 0, 1).toBytes(), "token \"<s>\" has the ids 1 and 3");
        assertRefused(start().piece("a", 0, 7).toBytes(), "is a piece of the type 7, expected 1 to 6");
        assertRefused(start().piece("", 0, 1).toBytes(), "ends piece 3, which is \"\" with the score 0.0");
        assertRefused(start().piece("a", Float.NaN, 1).toBytes(), "ends piece 3, which is \"a\" with the score NaN");
        assertRefused(
                start().piece("<0x00>", 0, SentencePieceFile.BYTE).toBytes(),
                "piece 3 is a byte, and byte_fallback, which wants them, is false");
        assertRefused(
                start().message(2, new SentencePieceFile().truth(35, true)).toBytes(),
                "byte_fallback wants the piece <0x00>");
        assertRefused(
                start().message(3, new SentencePieceFile().bytes(2, new byte[] {4, 0, 0, 0}))
                        .toBytes(),
                "the map of characters has 4 bytes, and says that its trie has 4");
        assertRefused(
                start().message(5, new SentencePieceFile().bytes(2, new byte[8]))
                        .toBytes(),
                "is a map of characters for decoding, which is not supported");
        assertRefused(
                start().piece("a", 0, SentencePieceFile.UNUSED)
                        .message(2, new SentencePieceFile().number(3, BPE))
                        .toBytes(),
                "piece 3 is unused, which is not supported in a model of the kind BPE");
        assertRefused(new byte[] {10, (byte) 0xFF, 0x7F}, "at byte 3 field 1 has 16383 bytes, and 0 are left");
        assertRefused("{\"model\":{}}".getBytes(StandardCharsets.UTF_8), "at byte ");
    }

    private static void assertRefused(byte[] model, String reason) {
        assertThatThrownBy(() -> withFile(model, Tokenizer::sentencePiece))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(".model: ")
                .hasMessageContaining(reason);
    }

    @Property(tries = 1000)
    void filesThatAreCutOrChangedAreReadOrRefused(
            @ForAll @IntRange(max = 4) int seed, @ForAll long choice, @ForAll("texts") String text) throws IOException {
        var model = model(seed);
        var random = new Random(choice);
        // The settings stand at the end, and the map of characters before.
        int length = random.nextBoolean() ? model.length : random.nextInt(model.length);
        var changed = Arrays.copyOf(model, length);
        for (int i = random.nextInt(4); i > 0 && length > 0; i--) {
            int at = random.nextInt(3) == 0 ? Math.max(0, length - 1 - random.nextInt(40)) : random.nextInt(length);
            changed[at] = (byte) random.nextInt();
        }
        try {
            var tokenizer = withFile(changed, Tokenizer::sentencePiece);
            assertThat(tokenizer.decode(tokenizer.encode(text).ids())).isNotNull();
        } catch (TokenizerException e) {
            assertThat(e).hasMessageContaining(".model: ");
        }
    }
}
