package io.lanewise.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Real BERT tokenizers agree with Hugging Face's library. */
class BertAgreementTest {
    private static final Oracle MINILM = Oracle.resource("all-minilm-l6-v2-tokenizer.json");
    private static final Oracle BGE = Oracle.resource("bge-small-en-v1.5-q-tokenizer.json");

    @Provide
    Arbitrary<String> texts() {
        return Texts.mixed();
    }

    @Provide
    Arbitrary<int[]> ids() {
        return Arbitraries.integers().between(0, 30_600).array(int[].class).ofMaxSize(20);
    }

    @Property
    void encodingsAreEqual(@ForAll("texts") String text) {
        assertThat(MINILM.encode(text)).matches(Oracle.Answers::agree);
        assertThat(BGE.encode(text)).matches(Oracle.Answers::agree);
    }

    @Property(tries = 300)
    void pairsAreEqual(@ForAll("texts") String text, @ForAll("texts") String pair) {
        assertThat(MINILM.encode(text, pair)).matches(Oracle.Answers::agree);
    }

    @Property
    void decodedTextsAreEqual(@ForAll("ids") int[] ids, @ForAll boolean skipSpecialTokens) {
        assertThat(MINILM.decode(ids, skipSpecialTokens)).matches(Oracle.Answers::agree);
    }

    @Property(tries = 300)
    void whatWasEncodedDecodesEqually(@ForAll("texts") String text) {
        int[] ids = MINILM.ours().encode(text).ids();
        assertThat(MINILM.decode(ids, true)).matches(Oracle.Answers::agree);
        assertThat(Arrays.stream(ids).allMatch(id -> MINILM.ours().idToToken(id) != null))
                .isTrue();
    }
}
