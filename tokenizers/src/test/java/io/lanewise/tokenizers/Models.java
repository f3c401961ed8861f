package io.lanewise.tokenizers;

import io.lanewise.tokenizers.text.ByteAlphabet;
import java.util.List;

/** Small models in JSON whose strings stand in single quotes. */
final class Models {
    static final String UNIGRAM = """
        {'type':'Unigram','unk_id':0,'byte_fallback':false,'vocab':[['<unk>',0.0],['▁',-2.0],['▁He',-3],['l',-4.5],
        ['ll',-5],['llo',-5.5],['o',-4.1],['▁w',-4],['or',-5],['orld',-6],['ld',-5.2],['d',-4.4],['e',-4],['t',-4],
        ['th',-4.7],['世',-6],['世界',-7],['😀',-8],['a',-4],['n',-4],['an',-5],[' ',-3],['H',-6]]}\
        """;

    static final String UNIGRAM_WITH_BYTES = unigramWithBytes();

    static final String WORD_LEVEL = """
        {'type':'WordLevel','unk_token':'<unk>','vocab':{'<unk>':0,'Hello':1,'world':2,'!':3,'the':4,'don':5,'t':6,
        '<0x41>':7,'<0xC3>':8,'<0xA9>':9}}\
        """;

    static final String SUBWORDS = """
        {'type':'BPE','unk_token':'<unk>','continuing_subword_prefix':'##','end_of_word_suffix':'</w>','fuse_unk':true,
        'vocab':{'<unk>':0,'h':1,'##e':2,'##l':3,'##o</w>':4,'he':5,'##ll':6,'hell':7,'w':8,'##o':9,'##r':10,
        '##d</w>':11,'a</w>':12},'merges':[['h','##e'],['##l','##l'],['he','##ll']]}\
        """;

    /** GPT-2's kind: all bytes, and some merges. */
    static final String BYTES = bytes();

    private Models() {}

    private static String unigramWithBytes() {
        var vocabulary = new StringBuilder("['<unk>',0.0],['▁',-2.0],['a',-3],['e',-3.5],['▁a',-3]");
        for (int b = 0; b < 256; b++) {
            vocabulary.append(",['<0x%02X>',-9]".formatted(b));
        }
        return "{'type':'Unigram','unk_id':0,'byte_fallback':true,'vocab':[" + vocabulary + "]}";
    }

    private static String bytes() {
        var vocabulary = new StringBuilder("'<unk>':256");
        for (int b = 0; b < 256; b++) {
            char c = ByteAlphabet.character(b);
            var token = c == '"' || c == '\\' ? "\\" + c : c == '\'' ? "\\u0027" : String.valueOf(c);
            vocabulary.append(",'%s':%d".formatted(token, b));
        }
        var merges = new StringBuilder("'h e'");
        vocabulary.append(",'he':257");
        int id = 258;
        for (var pair : List.of(
                "l l", "he ll", "Ġ w", "Ġw o", "l d", "Ġ Ġ", "ĠĠ ĠĠ", "Ã ©", "t h", "i n", "o n", "i c", "1 2")) {
            merges.append(",'").append(pair).append("'");
            vocabulary.append(",'%s':%d".formatted(pair.replace(" ", ""), id++));
        }
        return "{'type':'BPE','dropout':null,'unk_token':'<unk>','fuse_unk':false,'vocab':{" + vocabulary
                + "},'merges':[" + merges + "]}";
    }
}
