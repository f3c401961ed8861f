package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.normalizers.BertNormalizer;
import io.lanewise.tokenizers.normalizers.ByteLevelNormalizer;
import io.lanewise.tokenizers.normalizers.Lowercase;
import io.lanewise.tokenizers.normalizers.Nmt;
import io.lanewise.tokenizers.normalizers.Normalizer;
import io.lanewise.tokenizers.normalizers.Precompiled;
import io.lanewise.tokenizers.normalizers.Prepend;
import io.lanewise.tokenizers.normalizers.Replace;
import io.lanewise.tokenizers.normalizers.Strip;
import io.lanewise.tokenizers.normalizers.UnicodeForm;
import io.lanewise.tokenizers.text.Unicode;
import java.util.ArrayList;
import java.util.Base64;

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
            case "Strip" -> new Strip(json.truth("strip_left", true), json.truth("strip_right", true));
            case "StripAccents" -> text -> Normalizer.filter(text, c -> !Unicode.isMark(c));
            case "Replace" -> new Replace(PatternJson.read(json.required("pattern")), json.string("content"));
            case "Prepend" -> new Prepend(json.string("prepend"));
            case "Nmt" -> Nmt.INSTANCE;
            case "ByteLevel" -> ByteLevelNormalizer.INSTANCE;
            case "Precompiled" -> precompiled(json.required("precompiled_charsmap"));
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

    private static Normalizer precompiled(Json map) throws TokenizerException {
        try {
            return new Precompiled(Base64.getDecoder().decode(map.string()));
        } catch (IllegalArgumentException e) {
            throw map.fail(String.valueOf(e.getMessage()));
        }
    }
}
