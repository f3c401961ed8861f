package io.lanewise.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Each component of a tokenizer.json, by itself, does what Hugging Face's library does. */
class ComponentAgreementTest {
    private static final String CHARACTERS =
            Base64.getEncoder().encodeToString(SentencePieceFile.map(SentencePieceFile.REPLACEMENTS));

    static final List<String> NORMALIZERS = List.of(
            "{'type':'Lowercase'}",
            "{'type':'NFC'}",
            "{'type':'NFD'}",
            "{'type':'NFKC'}",
            "{'type':'NFKD'}",
            "{'type':'StripAccents'}",
            "{'type':'Nmt'}",
            "{'type':'ByteLevel'}",
            "{'type':'Precompiled','precompiled_charsmap':'" + CHARACTERS + "'}",
            "{'type':'Strip','strip_left':true,'strip_right':true}",
            "{'type':'Strip','strip_left':false,'strip_right':true}",
            "{'type':'Prepend','prepend':'▁x'}",
            "{'type':'Replace','pattern':{'String':' '},'content':'▁▁'}",
            "{'type':'Replace','pattern':{'Regex':' {2,}|[el]+|\\\\d'},'content':'<->'}",
            "{'type':'Replace','pattern':{'Regex':'[aeiou]'},'content':''}",
            "{'type':'BertNormalizer','clean_text':true,'handle_chinese_chars':false,'strip_accents':null,"
                    + "'lowercase':false}",
            "{'type':'BertNormalizer','clean_text':false,'handle_chinese_chars':true,'strip_accents':true,"
                    + "'lowercase':false}",
            "{'type':'Sequence','normalizers':[{'type':'NFKD'},{'type':'StripAccents'},{'type':'Lowercase'},"
                    + "{'type':'Prepend','prepend':'▁'},{'type':'Replace','pattern':{'String':' '},'content':'▁'}]}");

    static final List<String> PRE_TOKENIZERS = preTokenizers();

    private static List<String> preTokenizers() {
        var all = new ArrayList<>(List.of(
                "{'type':'BertPreTokenizer'}",
                "{'type':'Whitespace'}",
                "{'type':'WhitespaceSplit'}",
                "{'type':'UnicodeScripts'}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':true}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'first','split':true}",
                "{'type':'Metaspace','replacement':'▁','prepend_scheme':'never','split':false}",
                "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}",
                "{'type':'ByteLevel','add_prefix_space':false,'trim_offsets':true,'use_regex':false}",
                "{'type':'Digits','individual_digits':true}",
                "{'type':'Digits','individual_digits':false}",
                "{'type':'CharDelimiterSplit','delimiter':'l'}",
                "{'type':'FixedLength','length':3}",
                "{'type':'Split','pattern':{'String':'l'},'behavior':'Isolated','invert':false}",
                "{'type':'Split','pattern':{'Regex':'(?=[lo])|a*'},'behavior':'Isolated','invert':false}",
                "{'type':'Sequence','pretokenizers':[{'type':'WhitespaceSplit'},{'type':'Metaspace','replacement':'▁',"
                        + "'prepend_scheme':'always','split':true},{'type':'Punctuation','behavior':'Isolated'}]}"));
        for (var behavior : List.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous")) {
            all.add("{'type':'Punctuation','behavior':'" + behavior + "'}");
            for (boolean invert : new boolean[] {false, true}) {
                all.add("{'type':'Split','pattern':{'Regex':'[lo]|\\\\s+|\\\\p{P}'},'behavior':'%s','invert':%s}"
                        .formatted(behavior, invert));
            }
        }
        return all;
    }

    static final List<String> DECODERS = List.of(
            "{'type':'CTC','pad_token':'the','word_delimiter_token':'t','cleanup':true}",
            "{'type':'Fuse'}",
            "{'type':'Strip','content':'H','start':1,'stop':0}",
            "{'type':'Replace','pattern':{'String':'o'},'content':'0'}",
            "{'type':'Replace','pattern':{'Regex':'[ol]+'},'content':''}",
            "{'type':'WordPiece','prefix':'do','cleanup':true}",
            "{'type':'BPEDecoder','suffix':'o'}",
            "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}",
            "{'type':'Metaspace','replacement':'l','prepend_scheme':'always','split':true}",
            "{'type':'Sequence','decoders':[{'type':'ByteFallback'},{'type':'Fuse'},"
                    + "{'type':'Strip','content':'H','start':1,'stop':0}]}");

    static final String ADDED = """
        {'id':23,'content':'[CLS]','single_word':false,'lstrip':false,'rstrip':false,'normalized':false,
        'special':true},{'id':24,'content':'lo w','single_word':true,'lstrip':true,'rstrip':false,'normalized':true,
        'special':false},{'id':25,'content':'<s>','single_word':false,'lstrip':true,'rstrip':true,'normalized':false,
        'special':true},{'id':26,'content':'Wor','single_word':false,'lstrip':false,'rstrip':true,'normalized':true,
        'special':false}\
        """;

    private static final Map<String, Oracle> ORACLES = new TreeMap<>();

    private static Oracle oracle(String added, String normalizer, String preTokenizer, String decoder, String model) {
        var json =
                "{'version':'1.0','added_tokens':[%s],'normalizer':%s,'pre_tokenizer':%s,'post_processor':null,'decoder':%s,'model':%s}"
                        .formatted(added, normalizer, preTokenizer, decoder, model);
        return ORACLES.computeIfAbsent(json.replace('\'', '"'), Oracle::of);
    }

    @Provide
    Arbitrary<String> texts() {
        return Texts.mixed();
    }

    @Provide
    Arbitrary<String> normalizers() {
        return Arbitraries.of(NORMALIZERS);
    }

    @Provide
    Arbitrary<String> cutters() {
        return Arbitraries.of(PRE_TOKENIZERS);
    }

    @Provide
    Arbitrary<String> decoders() {
        return Arbitraries.of(DECODERS);
    }

    @Provide
    Arbitrary<int[]> ids() {
        return Arbitraries.integers()
                .between(0, 9)
                .array(int[].class)
                .ofMinSize(1)
                .ofMaxSize(10);
    }

    @Property(tries = 2000)
    void normalizersAgree(@ForAll("normalizers") String normalizer, @ForAll("texts") String text) {
        assertThat(oracle("", normalizer, "null", "null", Models.UNIGRAM).encode(text))
                .matches(Oracle.Answers::agree);
    }

    @Property(tries = 2000)
    void preTokenizersAgree(@ForAll("cutters") String preTokenizer, @ForAll("texts") String text) {
        assertThat(oracle("", "null", preTokenizer, "null", Models.UNIGRAM).encode(text))
                .matches(Oracle.Answers::agree);
    }

    @Property(tries = 1000)
    void addedTokensAgree(@ForAll("cutters") String preTokenizer, @ForAll("texts") String text) {
        assertThat(oracle(ADDED, "{'type':'Lowercase'}", preTokenizer, "null", Models.UNIGRAM)
                        .encode(text))
                .matches(Oracle.Answers::agree);
    }

    @Property
    void decodersAgree(@ForAll("decoders") String decoder, @ForAll("ids") int[] ids) {
        assertThat(oracle("", "null", "{'type':'Whitespace'}", decoder, Models.WORD_LEVEL)
                        .decode(ids, false))
                .matches(Oracle.Answers::agree);
    }
}
