package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.pretokenizers.BertPreTokenizer;
import io.lanewise.tokenizers.pretokenizers.PreTokenizer;
import java.util.ArrayList;

/** The part "pre_tokenizer" of a tokenizer.json. */
final class PreTokenizerJson {
    private PreTokenizerJson() {}

    static PreTokenizer read(Json json) throws TokenizerException {
        var type = json.string("type");
        return switch (type) {
            case "BertPreTokenizer" -> BertPreTokenizer.INSTANCE;
            case "Sequence" -> {
                var all = new ArrayList<PreTokenizer>();
                for (var element : json.list("pretokenizers")) {
                    all.add(read(element));
                }
                yield PreTokenizer.sequence(all);
            }
            default -> throw json.fail("\"" + type + "\" is no known pre-tokenizer");
        };
    }
}
