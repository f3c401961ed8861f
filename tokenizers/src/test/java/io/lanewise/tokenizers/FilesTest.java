package io.lanewise.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are wrong, hostile or large. */
class FilesTest {
    private static final String MODEL = "'model':{'type':'WordLevel','vocab':{'a':0,'<unk>':1}}";

    private static Tokenizer read(String json) throws IOException {
        return Tokenizer.read(new ByteArrayInputStream(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]|tokenizer.json: expected an object, as a tokenizer.json is",
                "{}|tokenizer.json: lacks \"model\"",
                "{'model':{'type':'BPE','vocab':{}}}|tokenizer.json: model: lacks \"merges\"",
                "{'model':{'type':'X','vocab':{}}}|tokenizer.json: model.type: \"X\" is not BPE, Unigram, WordLevel or"
                        + " WordPiece",
                "{'model':{'type':'WordLevel','vocab':{'a':-1}}}|tokenizer.json: model.vocab: the id of \"a\" is not a"
                        + " whole number from 0 to 2147483647, but -1",
                "{'model':{'type':'WordLevel','vocab':{'a':0,'a':1}}}|tokenizer.json: model: token \"a\" has the ids 0"
                        + " and 1",
                "{'model':{'type':'Unigram','vocab':[['a',0]],'unk_id':3}}|tokenizer.json: model: the unknown token's"
                        + " id 3 is not below 1, the number of tokens",
                "{'model':{'type':'Unigram','vocab':[['a']]}}|tokenizer.json: model.vocab[0]: expected a number as the"
                        + " score",
                "{'model':{'type':'BPE','vocab':{'a':0},'merges':['a b']}}|tokenizer.json: model: merges[0]: \"b\" is"
                        + " not in the vocabulary",
                "{'model':{'type':'BPE','vocab':{'a':0},'merges':['ab']}}|tokenizer.json: model.merges[0]: expected"
                        + " two tokens, as an array or with a blank between",
                "{'model':{'type':'BPE','vocab':{'a':0},'merges':[],'dropout':0.1}}|tokenizer.json: model.dropout:"
                        + " tokens at random are for training, and not supported",
                "{MODEL,'normalizer':{'type':'X'}}|tokenizer.json: normalizer: \"X\" is no known normalizer",
                "{MODEL,'normalizer':{'type':'Sequence','normalizers':[{'type':'Prepend'}]}}|tokenizer.json:"
                        + " normalizer.normalizers[0]: lacks \"prepend\"",
                "{MODEL,'normalizer':{'type':'Precompiled','precompiled_charsmap':'AAAA'}}|tokenizer.json:"
                    + " normalizer.precompiled_charsmap: the map of characters has 3 bytes, and says that its trie has"
                    + " -1",
                "{MODEL,'pre_tokenizer':{'type':'Split','pattern':{'Regex':'a(?~b)'},'behavior':'Removed'}}|tokenizer.json:"
                    + " pre_tokenizer.pattern.Regex: the pattern a(?~b) has (?~, which Java's patterns do not have",
                "{MODEL,'pre_tokenizer':{'type':'Punctuation','behavior':'Odd'}}|tokenizer.json:"
                        + " pre_tokenizer.behavior: \"Odd\" is not known",
                "{MODEL,'post_processor':{'type':'TemplateProcessing','single':[],'pair':[]}}|tokenizer.json:"
                        + " post_processor.single: expected the sequence A once, and not B",
                "{MODEL,'post_processor':{'type':'TemplateProcessing','single':[{'Sequence':{'id':'A','type_id':0}},{'Sequence':{'id':'A','type_id':0}}],'pair':[]}}|tokenizer.json:"
                    + " post_processor.single: expected the sequence A once, and not B",
                "{MODEL,'added_tokens':[{'id':1,'content':'b'}]}|tokenizer.json: added_tokens[0]: \"b\" has the id 1,"
                        + " which is \"<unk>\" in the vocabulary",
                "{MODEL,'added_tokens':[{'id':5,'content':'b'},{'id':5,'content':'c'}]}|tokenizer.json:"
                        + " added_tokens[1]: the id 5 or the token \"c\" is there twice",
                "{MODEL,'padding':{'strategy':{'Fixed':99999999}}}|tokenizer.json: padding to 99999999 tokens and a"
                        + " multiple of 0: both must be within 0 and 1048576"
            })
    void errorsNameTheFileAndThePlace(String json, String message) {
        assertThatThrownBy(() -> read(json.replace("MODEL", MODEL)))
                .isInstanceOf(TokenizerException.class)
                .hasMessage(message);
    }

    @Test
    void whatIsNoJsonIsAnErrorToo(@TempDir Path folder) throws IOException {
        var file = folder.resolve("tokenizer.json");
        Files.writeString(file, "{\"model\": {\"type\": ");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith(file + ": line 1, column ");
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(TokenizerException.class);
        assertThatThrownBy(() -> read("\0\0\0{text that is taken for UTF-32"))
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith("tokenizer.json: is not JSON in UTF-8: ");
        assertThatThrownBy(() -> read("{'normalizer':" + "[".repeat(100_000)))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("nesting depth");
    }

    @Test
    @Timeout(20)
    void patternsThatBacktrackWithoutEndAreStopped() throws IOException {
        var tokenizer = read(
                "{" + MODEL
                        + ",'pre_tokenizer':{'type':'Split','pattern':{'Regex':'a*a*a*a*a*a*a*b'},'behavior':'Removed','invert':false}}");
        assertThatThrownBy(() -> tokenizer.encode("a".repeat(200)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the tokenizer's pattern a*a*a*a*a*a*a*b takes more steps than the text's length allows");
    }

    /** A normalizer may put half a surrogate pair before another character, and a pre-tokenizer cut after it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'Unigram','unk_id':0,'vocab':[['<unk>',0],['a',-1]]}",
                "{'type':'BPE','unk_token':'<unk>','vocab':{'<unk>':0,'a':1},'merges':[]}"
            })
    void halvesOfCharactersAreUnknown(String model) throws IOException {
        var tokenizer = read("{'normalizer':{'type':'Replace','pattern':{'String':'x'},'content':'\\uD83D'},"
                + "'pre_tokenizer':{'type':'Split','pattern':{'String':'a'},'behavior':'Isolated','invert':false},"
                + "'model':" + model + "}");
        assertThat(tokenizer.encode("axax").ids()).containsExactly(1, 0, 1, 0);
        assertThat(tokenizer.encode("x").ids()).containsExactly(0);
    }

    @Test
    void tokensMustNotBeSoLongThatTextsTakeForEver() {
        var token = "b".repeat(5_000);
        assertThatThrownBy(() -> read("{" + MODEL + ",'added_tokens':[{'id':2,'content':'" + token + "'}]}"))
                .isInstanceOf(TokenizerException.class)
                .hasMessage("tokenizer.json: the token \"" + "b".repeat(40)
                        + "...\" is of 5000 chars; at most 4096 are supported");
    }

    @ParameterizedTest
    @CsvSource({"BPE,continuing_subword_prefix", "BPE,end_of_word_suffix", "WordPiece,continuing_subword_prefix"})
    void affixesMustNotBeSoLongThatTextsTakeForEver(String model, String affix) {
        var json = "{'model':{'type':'" + model + "','vocab':{'a':0},'merges':[],'" + affix + "':'" + "b".repeat(300)
                + "'}}";
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(TokenizerException.class)
                .hasMessage("tokenizer.json: model." + affix + ": has 300 chars; expected at most 256");
    }

    @Test
    void textsDoNotGrowWithoutEnd() throws IOException {
        var tokenizer = read("{" + MODEL + ",'normalizer':{'type':'Replace','pattern':{'String':'a'},'content':'"
                + "b".repeat(10_000) + "'}}");
        assertThatThrownBy(() -> tokenizer.encode("a".repeat(1_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the tokenizer turns a text of 1,000 chars into more than 129,536");
    }

    @Test
    void aWordThatNothingStandsForIsAnError() throws IOException {
        var tokenizer = read("{'model':{'type':'WordLevel','vocab':{'a':0}}}");
        assertThatThrownBy(() -> tokenizer.encode("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("WordLevel: the vocabulary lacks the unknown token \"<unk>\", which \"b\" needs");
    }

    @Test
    @Timeout(20)
    void aQuarterOfAMillionTokensAreRead() throws IOException {
        var json = new StringBuilder("{'model':{'type':'BPE','merges':['a b'],'vocab':{'a':0,'b':1,'ab':2");
        for (int id = 3; id < 260_000; id++) {
            json.append(",'token").append(id).append("':").append(id);
        }
        var tokenizer = read(json.append("}}}").toString());
        assertThat(tokenizer.vocabularySize()).isEqualTo(260_000);
        assertThat(tokenizer.tokenToId("token259999")).hasValue(259_999);
        assertThat(tokenizer.encode("ab").ids()).containsExactly(2);
    }
}
