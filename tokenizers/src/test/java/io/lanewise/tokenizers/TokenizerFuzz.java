package io.lanewise.tokenizers;

import io.lanewise.fuzz.ByteMutator;
import io.lanewise.fuzz.Fuzzer;
import io.lanewise.fuzz.JsonMutator;
import io.lanewise.fuzz.ProtoMutator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile tokenizers' files are refused, or give tokenizers that cut texts or say why they cannot. */
class TokenizerFuzz {
    private static final long MOST_BYTES = 128 << 20;

    private static final List<String> TEXTS = List.of(
            "",
            "Hello wörld, don't! 世界 😀 <s>lo w  123\t\u0301[CLS] Wor",
            "a".repeat(300),
            "\ud83d\0\u200b",
            "he ll".repeat(40));

    private static final List<String> PROCESSORS = List.of(
            "null",
            "{'type':'BertProcessing','sep':['t',6],'cls':['the',4]}",
            "{'type':'RobertaProcessing','sep':['t',6],'cls':['the',4],'trim_offsets':true,'add_prefix_space':true}",
            "{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}",
            "{'type':'Sequence','processors':[{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'t',"
                + "'type_id':0}},{'Sequence':{'id':'A','type_id':0}}],'pair':[{'Sequence':{'id':'A','type_id':0}},"
                + "{'Sequence':{'id':'B','type_id':1}}],'special_tokens':{'t':{'id':'t','ids':[6],'tokens':['t']}}}]}");

    private static final List<String> EXTRAS = List.of(
            "",
            "'truncation':{'direction':'Right','max_length':20,'strategy':'LongestFirst','stride':4},",
            "'padding':{'strategy':{'Fixed':32},'direction':'Left','pad_to_multiple_of':8,'pad_id':0,'pad_type_id':0,"
                    + "'pad_token':'<unk>'},",
            "'added_tokens':[" + ComponentAgreementTest.ADDED + "],");

    @TempDir
    Path folder;

    private static List<byte[]> definitions() {
        var models =
                List.of(Models.UNIGRAM, Models.WORD_LEVEL, Models.SUBWORDS, Models.BYTES, Models.UNIGRAM_WITH_BYTES);
        var definitions = new ArrayList<byte[]>();
        for (int i = 0; i < 60; i++) {
            // Only this model has room for the tokens that are added.
            var model = models.get(i % EXTRAS.size() == EXTRAS.size() - 1 ? 0 : i % models.size());
            var json =
                    "{'version':'1.0',%s'normalizer':%s,'pre_tokenizer':%s,'post_processor':%s,'decoder':%s,'model':%s}"
                            .formatted(
                                    EXTRAS.get(i % EXTRAS.size()),
                                    some(ComponentAgreementTest.NORMALIZERS, i),
                                    some(ComponentAgreementTest.PRE_TOKENIZERS, i),
                                    some(PROCESSORS, i),
                                    some(ComponentAgreementTest.DECODERS, i),
                                    model);
            definitions.add(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        }
        return definitions;
    }

    private static String some(List<String> all, int i) {
        return all.get(i % all.size());
    }

    @Test
    void definitionsAreReadOrRefused() throws Exception {
        new Fuzzer("tokenizer.json", definitions(), List.of(new ByteMutator(), new JsonMutator()), MOST_BYTES)
                .run(bytes -> use(() -> Tokenizer.read(new ByteArrayInputStream(bytes))), TokenizerFuzz::isDocumented);
    }

    @Test
    void sentencePieceModelsAreReadOrRefused() throws Exception {
        var seeds = IntStream.range(0, 20).mapToObj(SentencePieceTest::model).toList();
        var file = folder.resolve("fuzzed.model");
        new Fuzzer("sentencepiece", seeds, List.of(new ByteMutator(), new ProtoMutator()), MOST_BYTES)
                .run(
                        bytes -> {
                            Files.write(file, bytes);
                            use(() -> Tokenizer.load(file));
                        },
                        TokenizerFuzz::isDocumented);
    }

    @Test
    void tiktokenVocabulariesAreReadOrRefused() throws Exception {
        var seeds = List.of(vocabulary(0), vocabulary(200));
        var file = folder.resolve("fuzzed.tiktoken");
        new Fuzzer("tiktoken", seeds, List.of(new ByteMutator(), TokenizerFuzz::mutateLines), MOST_BYTES)
                .run(
                        bytes -> {
                            Files.write(file, bytes);
                            use(() -> Tokenizer.tiktoken(file, TiktokenEncoding.CL100K_BASE));
                        },
                        TokenizerFuzz::isDocumented);
    }

    /** All bytes, and some pairs of them. */
    private static byte[] vocabulary(int pairs) {
        var lines = new StringBuilder();
        var encoder = Base64.getEncoder();
        for (int rank = 0; rank < 256 + pairs; rank++) {
            var token = rank < 256 ? new byte[] {(byte) rank} : new byte[] {(byte) (rank / 7), (byte) rank};
            lines.append(encoder.encodeToString(token)).append(' ').append(rank).append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] mutateLines(byte[] file, byte[] other, Random random) {
        var lines = new ArrayList<>(
                new String(file, StandardCharsets.ISO_8859_1).lines().toList());
        int at = random.nextInt(lines.size());
        var token = lines.get(at).split(" ")[0];
        var ranks =
                List.of("0", "-1", "100256", "2147483647", "2147483648", "9999999999999999999", "", " 1", "1e3", "+7");
        switch (random.nextInt(4)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(random.nextInt(lines.size()), lines.get(at));
            case 2 -> lines.set(at, token + " " + ranks.get(random.nextInt(ranks.size())));
            default -> lines.set(at, token.repeat(1 + random.nextInt(5000)) + " " + at);
        }
        return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    @FunctionalInterface
    private interface Loading {
        Tokenizer load() throws IOException;
    }

    private static void use(Loading loading) throws IOException {
        Tokenizer tokenizer;
        try {
            tokenizer = loading.load();
        } catch (RuntimeException e) {
            throw new AssertionError("reading throws what it does not declare", e);
        }
        for (var text : TEXTS) {
            tokenizer.decode(tokenizer.encode(text).ids());
        }
        tokenizer.encode(TEXTS.get(1), TEXTS.get(2));
        tokenizer.encodeBatch(TEXTS, false);
    }

    /** What is said of texts that a tokenizer cannot cut comes from this library, not from one below it. */
    private static boolean isDocumented(Exception e) {
        return e instanceof TokenizerException
                || (e instanceof IllegalStateException || e instanceof IllegalArgumentException)
                        && e.getStackTrace()[0].getClassName().startsWith("io.lanewise.tokenizers.");
    }
}
