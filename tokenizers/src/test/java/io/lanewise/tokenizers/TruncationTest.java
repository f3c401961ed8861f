package io.lanewise.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What is cut off, and what is added at the ends. */
class TruncationTest {
    private static final String FILE = "all-minilm-l6-v2-tokenizer.json";
    private static final Tokenizer TOKENIZER;

    static {
        try {
            TOKENIZER = Tokenizer.read(new ByteArrayInputStream(Oracle.bytes(FILE)))
                    .withTruncation(null)
                    .withPadding(null);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Property(tries = 25)
    void partsAreThoseOfTheOracle(
            @ForAll @IntRange(min = 7, max = 12) int length,
            @ForAll @IntRange(max = 1) int stride,
            @ForAll @IntRange(max = 20) int words,
            @ForAll @IntRange(max = 20) int pairWords)
            throws IOException {
        var text = "one two three four five six ".repeat(4).substring(0, 4 * words);
        var pair = "apple pear plum cherry grapes ".repeat(4).substring(0, 4 * pairWords);
        var options = Map.of("truncation", "true", "padding", "false", "maxLength", "" + length, "stride", "" + stride);
        var ours =
                TOKENIZER.withTruncation(new Truncation(length, Truncation.Strategy.LONGEST_FIRST, stride, Side.RIGHT));
        try (var theirs = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(Oracle.bytes(FILE)), options)) {
            assertThat(Oracle.lines(ours.encode(text))).isEqualTo(Oracle.lines(theirs.encode(text, true, true)));
            assertThat(Oracle.lines(ours.encode(text, pair)))
                    .isEqualTo(Oracle.lines(theirs.encode(text, pair, true, true)));
        }
    }

    @Property(tries = 200)
    void noMoreTokensAreLeftThanAllowed(
            @ForAll @IntRange(min = 3, max = 20) int length, @ForAll Truncation.Strategy strategy, @ForAll Side side) {
        var text = "one two three four five six seven eight nine ten";
        var tokenizer = TOKENIZER.withTruncation(new Truncation(length, strategy, 0, side));
        if (strategy == Truncation.Strategy.LONGEST_FIRST) {
            assertThat(tokenizer.encode(text, text).size()).isEqualTo(Math.min(length, 23));
        }
        if (strategy != Truncation.Strategy.ONLY_SECOND) {
            var encoding = tokenizer.encode(text);
            assertThat(encoding.size()).isEqualTo(Math.min(length, 12));
            int shown = encoding.size()
                    - 2
                    + encoding.overflow().stream()
                            .mapToInt(part -> part.size() - 2)
                            .sum();
            assertThat(shown).isEqualTo(10);
        }
    }

    @Example
    void theLeftEndIsCutOffWhereThatIsAsked() {
        var tokenizer = TOKENIZER.withTruncation(new Truncation(4, Truncation.Strategy.ONLY_FIRST, 0, Side.LEFT));
        assertThat(tokenizer.encode("one two three").tokens()).containsExactly("[CLS]", "two", "three", "[SEP]");
    }

    @Example
    void noRoomForTheSpecialTokensIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TOKENIZER.withTruncation(Truncation.to(1)))
                .withMessage("truncation: at most 1 tokens are fewer than the 2 special ones");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TOKENIZER.withTruncation(Truncation.to(2)).encode("a", "b"))
                .withMessage("truncation: at most 2 tokens are fewer than the 3 special ones");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        TOKENIZER.withTruncation(new Truncation(4, Truncation.Strategy.LONGEST_FIRST, 2, Side.RIGHT)))
                .withMessage("truncation: a stride of 2 is not less than 2, the most tokens without the special ones");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TOKENIZER
                        .withTruncation(new Truncation(4, Truncation.Strategy.ONLY_SECOND, 0, Side.RIGHT))
                        .encode("one two three"))
                .withMessage("truncation only_second: there is no second text to cut 1 tokens from");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TOKENIZER
                        .withTruncation(new Truncation(4, Truncation.Strategy.ONLY_FIRST, 0, Side.RIGHT))
                        .encode("one", "one two three"))
                .withMessage("truncation only_first: 3 tokens are too many, and the text to cut has only 1");
    }

    @Example
    void tooManyCombinationsOfPartsAreAnError() {
        var text = "one two three four five ".repeat(2000);
        var tokenizer = TOKENIZER.withTruncation(new Truncation(5, Truncation.Strategy.LONGEST_FIRST, 0, Side.RIGHT));
        assertThat(tokenizer.encode(text).overflow()).hasSize(3333);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokenizer.encode(text, text))
                .withMessageStartingWith("truncation: what was cut off makes ");
    }

    @Example
    void batchesArePaddedToTheLongest() {
        var padded = TOKENIZER.withPadding(new Padding(0, 4, Side.LEFT, 0, 7, "[PAD]"));
        var batch = padded.encodeBatch(List.of("one two three", "one"));
        assertThat(batch.get(0).tokens())
                .containsExactly("[PAD]", "[PAD]", "[PAD]", "[CLS]", "one", "two", "three", "[SEP]");
        assertThat(batch.get(1).tokens())
                .containsExactly("[PAD]", "[PAD]", "[PAD]", "[PAD]", "[PAD]", "[CLS]", "one", "[SEP]");
        assertThat(batch.get(1).attentionMask()).containsExactly(0, 0, 0, 0, 0, 1, 1, 1);
        assertThat(batch.get(1).typeIds()).containsExactly(7, 7, 7, 7, 7, 0, 0, 0);
        assertThat(batch.get(1).specialTokensMask()).containsExactly(1, 1, 1, 1, 1, 1, 0, 1);
        assertThat(TOKENIZER
                        .withPadding(new Padding(6, 0, Side.RIGHT, 0, 0, "[PAD]"))
                        .encode("one")
                        .ids())
                .containsExactly(101, 2028, 102, 0, 0, 0);
    }

    @Example
    void arraysThatAreHandedOutAreCopies() {
        var encoding = TOKENIZER.encode("one");
        encoding.ids()[0] = 7;
        encoding.wordIds()[0] = 7;
        assertThat(encoding.ids()).containsExactly(101, 2028, 102);
        assertThat(encoding.wordIds()).containsExactly(-1, 0, -1);
    }
}
