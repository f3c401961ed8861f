package io.lanewise.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Each kind of model does what Hugging Face's library does, with what usually stands around it. */
class ModelAgreementTest {
    private static final String BYTE_LEVEL =
            "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}";
    private static final String METASPACE =
            "{'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':true}";

    private static final Oracle BYTES = oracle(BYTE_LEVEL, BYTE_LEVEL, BYTE_LEVEL, Models.BYTES);
    private static final Oracle ROBERTA = oracle(
            BYTE_LEVEL,
            "{'type':'RobertaProcessing','sep':['b',66],'cls':['a',65],'trim_offsets':true,'add_prefix_space':false}",
            BYTE_LEVEL,
            Models.BYTES);
    private static final Oracle UNIGRAM = oracle(
            METASPACE,
            "null",
            "{'type':'Sequence','decoders':[{'type':'ByteFallback'}," + METASPACE + "]}",
            Models.UNIGRAM_WITH_BYTES);
    private static final Oracle SUBWORDS = oracle(
            "{'type':'Whitespace'}",
            "{'type':'BertProcessing','sep':['a</w>',12],'cls':['h',1]}",
            "{'type':'BPEDecoder','suffix':'</w>'}",
            Models.SUBWORDS);
    private static final Oracle WORD_LEVEL = oracle(
            "{'type':'Whitespace'}",
            "{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'!','type_id':0}},"
                    + "{'Sequence':{'id':'A','type_id':3}}],'pair':[{'Sequence':{'id':'B','type_id':0}},"
                    + "{'Sequence':{'id':'A','type_id':1}}],'special_tokens':{'!':{'id':'!','ids':[3,3],"
                    + "'tokens':['!','!']}}}",
            "null",
            Models.WORD_LEVEL);

    private static Oracle oracle(String preTokenizer, String processor, String decoder, String model) {
        return Oracle.of("{'version':'1.0','pre_tokenizer':%s,'post_processor':%s,'decoder':%s,'model':%s}"
                .formatted(preTokenizer, processor, decoder, model)
                .replace('\'', '"'));
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.mixed();
    }

    @Provide
    Arbitrary<Oracle> oracles() {
        return Arbitraries.of(BYTES, ROBERTA, UNIGRAM, SUBWORDS, WORD_LEVEL);
    }

    @Property(tries = 1500)
    void encodingsAndTheirTextsAreEqual(@ForAll("oracles") Oracle oracle, @ForAll("texts") String text) {
        assertThat(oracle.encode(text)).matches(Oracle.Answers::agree);
        int[] ids = oracle.ours().encode(text).ids();
        if (ids.length > 0) {
            assertThat(oracle.decode(ids, false)).matches(Oracle.Answers::agree);
        }
    }

    @Property(tries = 500)
    void pairsAreEqual(@ForAll("oracles") Oracle oracle, @ForAll("texts") String text, @ForAll("texts") String pair) {
        assertThat(oracle.encode(text, pair)).matches(Oracle.Answers::agree);
    }

    @Property(tries = 20)
    void longWordsAreMergedAsShortOnesAre(@ForAll("texts") String text) {
        assertThat(BYTES.encode(text.replace(" ", "").repeat(20))).matches(Oracle.Answers::agree);
    }
}
