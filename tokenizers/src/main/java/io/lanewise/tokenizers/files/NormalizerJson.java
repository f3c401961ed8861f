package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.normalizers.BertNormalizer;
import io.lanewise.tokenizers.normalizers.Lowercase;
import io.lanewise.tokenizers.normalizers.Normalizer;
import io.lanewise.tokenizers.normalizers.UnicodeForm;
import java.util.ArrayList;

/** The part "normalizer" of a tokenizer.json. */
final class NormalizerJson {
    private NormalizerJson() {}

    static Normalizer read(Json json) throws TokenizerException {
        var type = json.string("type");
        return switch (type) {
            case "BertNormalizer" -> {
                boolean lowercase = json.truth("lowercase", true);
                yield new BertNormalizer(
                        json.truth("clean_text", true),
                        json.truth("handle_chinese_chars", true),
                        json.truth("strip_accents", lowercase),
                        lowercase);
            }
            case "Lowercase" -> Lowercase.INSTANCE;
            case "NFC", "NFD", "NFKC", "NFKD" -> UnicodeForm.valueOf(type);
            case "Sequence" -> {
                var all = new ArrayList<Normalizer>();
                for (var element : json.list("normalizers")) {
                    all.add(read(element));
                }
                yield Normalizer.sequence(all);
            }
            default -> throw json.fail("\"" + type + "\" is no known normalizer");
        };
    }
}
