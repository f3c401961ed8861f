package io.lanewise.tokenizers.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.models.Bpe;
import io.lanewise.tokenizers.models.Model;
import io.lanewise.tokenizers.models.Unigram;
import io.lanewise.tokenizers.models.Vocabulary;
import io.lanewise.tokenizers.models.WordLevel;
import io.lanewise.tokenizers.models.WordPiece;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part "model" of a tokenizer.json. Its vocabulary and merges are long, and never become a tree. */
final class ModelJson {
    static final int MOST_TOKENS = 1 << 23;

    private static final int LONGEST_WORD = 100;

    /** Real ones have two to four chars; each character of a text may be looked up with them. */
    private static final int LONGEST_AFFIX = 256;

    private final String file;
    private final Map<String, Json> fields = new HashMap<>();
    private final Vocabulary.Builder vocabulary = new Vocabulary.Builder();
    private double[] scores = new double[0];
    private boolean scored;
    private @Nullable Vocabulary tokens;
    private @Nullable MergesJson merges;

    ModelJson(String file) {
        this.file = file;
    }

    /** Reads the object that begins at the parser's current token. */
    Model read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw fail("model", "expected an object");
        }
        try {
            for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                readField(name, parser);
            }
            if (tokens == null) {
                throw fail("model", "lacks \"vocab\"");
            }
            return model(type(), tokens);
        } catch (IllegalArgumentException e) {
            throw new TokenizerException(file + ": model: " + e.getMessage(), e);
        }
    }

    private void readField(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "vocab" -> {
                if (tokens != null) {
                    throw fail("model.vocab", "is there twice");
                }
                readVocabulary(parser);
                tokens = vocabulary.build();
            }
            case "merges" -> {
                if (merges != null) {
                    throw fail("model.merges", "is there twice");
                }
                merges = MergesJson.read(file, tokens, parser);
            }
            default -> fields.put(name, Json.read(file, "model." + name, parser));
        }
    }

    private TokenizerException fail(String path, String reason) {
        return new TokenizerException(file + ": " + path + ": " + reason);
    }

    /** Old files do not say the type; what else they say tells it. */
    private String type() throws TokenizerException {
        var type = field("type");
        if (type != null) {
            return type.string();
        }
        if (merges != null) {
            return "BPE";
        }
        if (scored) {
            return "Unigram";
        }
        return field("continuing_subword_prefix") != null ? "WordPiece" : "WordLevel";
    }

    private Model model(String type, Vocabulary tokens) throws TokenizerException {
        if (scored != type.equals("Unigram")) {
            throw fail("model.vocab", type + " expects " + (scored ? "an object of ids" : "an array of scores"));
        }
        return switch (type) {
            case "BPE" -> bpe(tokens);
            case "WordPiece" -> {
                var longest = field("max_input_chars_per_word");
                yield new WordPiece(
                        tokens,
                        string("unk_token", "[UNK]"),
                        affix("continuing_subword_prefix", "##"),
                        longest == null ? LONGEST_WORD : longest.count());
            }
            case "Unigram" -> {
                var unknown = field("unk_id");
                yield new Unigram(
                        tokens,
                        Arrays.copyOf(scores, tokens.size()),
                        unknown == null ? Vocabulary.NONE : unknown.count(),
                        truth("byte_fallback"));
            }
            case "WordLevel" -> new WordLevel(tokens, string("unk_token", "<unk>"));
            default -> throw fail("model.type", "\"" + type + "\" is not BPE, Unigram, WordLevel or WordPiece");
        };
    }

    private Bpe bpe(Vocabulary tokens) throws TokenizerException {
        var dropout = fields.get("dropout");
        if (dropout != null && dropout.isAbove(0)) {
            throw dropout.fail("tokens at random are for training, and not supported");
        }
        if (merges == null) {
            throw fail("model", "lacks \"merges\"");
        }
        var prefix = affix("continuing_subword_prefix", "");
        return new Bpe(
                tokens,
                merges.merges(tokens, prefix),
                new Bpe.Options(
                        string("unk_token", ""),
                        prefix,
                        affix("end_of_word_suffix", ""),
                        truth("fuse_unk"),
                        truth("byte_fallback"),
                        truth("ignore_merges")));
    }

    private @Nullable Json field(String name) {
        var field = fields.get(name);
        return field == null || field.isNull() ? null : field;
    }

    private String string(String name, String otherwise) throws TokenizerException {
        var field = field(name);
        return field == null ? otherwise : field.string();
    }

    private String affix(String name, String otherwise) throws TokenizerException {
        var affix = string(name, otherwise);
        if (affix.length() > LONGEST_AFFIX) {
            throw fail("model." + name, "has " + affix.length() + " chars; expected at most " + LONGEST_AFFIX);
        }
        return affix;
    }

    private boolean truth(String name) throws TokenizerException {
        var field = field(name);
        return field != null && field.truth();
    }

    private void readVocabulary(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                for (var token = parser.nextFieldName(); token != null; token = parser.nextFieldName()) {
                    if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT || !isId(parser.getLongValue())) {
                        throw fail(
                                "model.vocab",
                                "the id of \"" + token + "\" is not a whole number from 0 to " + Integer.MAX_VALUE
                                        + ", but " + parser.getText());
                    }
                    add(token, parser.getIntValue());
                }
            }
            case START_ARRAY -> {
                scored = true;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    readScored(parser);
                }
            }
            default -> throw fail("model.vocab", "expected an object of ids or an array of scores");
        }
    }

    private static boolean isId(long id) {
        return id >= 0 && id <= Integer.MAX_VALUE;
    }

    private void add(String token, int id) throws TokenizerException {
        if (vocabulary.size() == MOST_TOKENS) {
            throw fail("model.vocab", "more than " + MOST_TOKENS + " tokens");
        }
        vocabulary.add(token, id);
    }

    private void readScored(JsonParser parser) throws IOException {
        int id = vocabulary.size();
        if (parser.currentToken() != JsonToken.START_ARRAY || parser.nextToken() != JsonToken.VALUE_STRING) {
            throw fail("model.vocab[" + id + "]", "expected a token and its score");
        }
        add(parser.getText(), id);
        var number = parser.nextToken();
        if (number == null || !number.isNumeric()) {
            throw fail("model.vocab[" + id + "]", "expected a number as the score");
        }
        if (id == scores.length) {
            scores = Arrays.copyOf(scores, Math.max(64, 2 * id));
        }
        scores[id] = parser.getDoubleValue();
        if (parser.nextToken() != JsonToken.END_ARRAY) {
            throw fail("model.vocab[" + id + "]", "expected two values, a token and its score");
        }
    }
}
