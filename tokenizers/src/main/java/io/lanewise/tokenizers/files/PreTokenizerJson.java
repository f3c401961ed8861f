package io.lanewise.tokenizers.files;

import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.pretokenizers.BertPreTokenizer;
import io.lanewise.tokenizers.pretokenizers.ByteLevel;
import io.lanewise.tokenizers.pretokenizers.FixedLength;
import io.lanewise.tokenizers.pretokenizers.Metaspace;
import io.lanewise.tokenizers.pretokenizers.Metaspace.Prepending;
import io.lanewise.tokenizers.pretokenizers.PreTokenizer;
import io.lanewise.tokenizers.pretokenizers.Split;
import io.lanewise.tokenizers.pretokenizers.Split.Behavior;
import io.lanewise.tokenizers.pretokenizers.UnicodeScripts;
import io.lanewise.tokenizers.pretokenizers.Whitespace;
import io.lanewise.tokenizers.text.Finder;
import io.lanewise.tokenizers.text.Unicode;
import java.util.ArrayList;
import java.util.function.IntPredicate;

/** The part "pre_tokenizer" of a tokenizer.json. */
final class PreTokenizerJson {
    private PreTokenizerJson() {}

    static PreTokenizer read(Json json) throws TokenizerException {
        var type = json.string("type");
        return switch (type) {
            case "BertPreTokenizer" -> BertPreTokenizer.INSTANCE;
            case "Whitespace" -> Whitespace.INSTANCE;
            case "WhitespaceSplit" -> removing(Unicode::isWhitespace);
            case "CharDelimiterSplit" -> {
                int delimiter = json.character("delimiter");
                yield removing(c -> c == delimiter);
            }
            case "Punctuation" -> new Split(Finder.of(Unicode::isPunctuation), behavior(json), false);
            case "Digits" ->
                new Split(
                        Finder.of(Unicode::isNumeric),
                        json.truth("individual_digits", false) ? Behavior.ISOLATED : Behavior.CONTIGUOUS,
                        false);
            case "Split" ->
                new Split(PatternJson.read(json.required("pattern")), behavior(json), json.truth("invert", false));
            case "Metaspace" -> metaspace(json);
            case "ByteLevel" -> new ByteLevel(json.truth("add_prefix_space", true), json.truth("use_regex", true));
            case "UnicodeScripts" -> UnicodeScripts.INSTANCE;
            case "FixedLength" -> {
                int length = json.count("length", 5);
                if (length == 0) {
                    throw json.fail("a length of 0");
                }
                yield new FixedLength(length);
            }
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

    private static PreTokenizer removing(IntPredicate delimiter) {
        return new Split(Finder.of(delimiter), Behavior.REMOVED, false);
    }

    private static Behavior behavior(Json json) throws TokenizerException {
        var behavior = json.member("behavior");
        return behavior == null ? Behavior.ISOLATED : behavior.choice(Behavior.class);
    }

    private static Metaspace metaspace(Json json) throws TokenizerException {
        return new Metaspace(json.character("replacement"), prepending(json), json.truth("split", true));
    }

    /** Before which parts of a text the visible blank is put; old files only say whether. */
    static Prepending prepending(Json json) throws TokenizerException {
        var scheme = json.member("prepend_scheme");
        if (scheme != null) {
            return scheme.choice(Prepending.class);
        }
        return json.truth("add_prefix_space", true) ? Prepending.ALWAYS : Prepending.NEVER;
    }
}
