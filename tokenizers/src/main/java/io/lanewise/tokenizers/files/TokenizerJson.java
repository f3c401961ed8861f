package io.lanewise.tokenizers.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.lanewise.tokenizers.Padding;
import io.lanewise.tokenizers.Side;
import io.lanewise.tokenizers.TokenizerException;
import io.lanewise.tokenizers.Truncation;
import io.lanewise.tokenizers.models.AddedTokens;
import io.lanewise.tokenizers.models.AddedTokens.AddedToken;
import io.lanewise.tokenizers.models.Model;
import io.lanewise.tokenizers.models.Vocabulary;
import io.lanewise.tokenizers.processors.Processor;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hugging Face's {@code tokenizer.json}. */
public final class TokenizerJson {
    private static final Set<String> PARTS =
            Set.of("added_tokens", "decoder", "normalizer", "padding", "post_processor", "pre_tokenizer", "truncation");

    private final String file;
    private final Map<String, Json> parts = new HashMap<>();
    private @Nullable Model model;

    private TokenizerJson(String file) {
        this.file = file;
    }

    /** Reads a file of which errors say the name. */
    public static Definition read(String file, InputStream input) throws IOException {
        var reader = new TokenizerJson(file);
        try (var parser = Json.FACTORY.createParser(input)) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            reader.readParts(parser);
        } catch (JsonProcessingException e) {
            var location = e.getLocation();
            var place = location == null ? "" : ": line " + location.getLineNr() + ", column " + location.getColumnNr();
            throw new TokenizerException(
                    file + place + ": is not the JSON that was expected: " + e.getOriginalMessage(), e);
        } catch (CharConversionException e) {
            throw new TokenizerException(file + ": is not JSON in UTF-8: " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            reader.parts.clear();
            throw new TokenizerException(file + ": needs more memory than there is", e);
        }
        try {
            return reader.definition();
        } catch (IllegalArgumentException e) {
            throw new TokenizerException(file + ": " + e.getMessage(), e);
        }
    }

    private void readParts(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new TokenizerException(file + ": expected an object, as a tokenizer.json is");
        }
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals("model")) {
                model = new ModelJson(file).read(parser);
            } else if (PARTS.contains(name)) {
                parts.put(name, Json.read(file, name, parser));
            } else {
                parser.skipChildren();
            }
        }
    }

    private @Nullable Json part(String name) {
        var part = parts.get(name);
        return part == null || part.isNull() ? null : part;
    }

    private Definition definition() throws TokenizerException {
        if (model == null) {
            throw new TokenizerException(file + ": lacks \"model\"");
        }
        var normalizer = part("normalizer");
        var preTokenizer = part("pre_tokenizer");
        var processor = part("post_processor");
        var decoder = part("decoder");
        var truncation = part("truncation");
        var padding = part("padding");
        var list = part("added_tokens");
        var vocabulary = model.vocabulary();
        var added = new AddedTokens(
                list == null ? List.of() : addedTokens(list, vocabulary),
                normalizer == null ? null : NormalizerJson.read(normalizer));
        return new Definition(
                added,
                preTokenizer == null ? null : PreTokenizerJson.read(preTokenizer),
                model,
                processor == null ? Processor.NONE : ProcessorJson.read(processor, id -> added.name(id, vocabulary)),
                decoder == null ? null : DecoderJson.read(decoder),
                truncation == null ? null : truncation(truncation),
                padding == null ? null : padding(padding));
    }

    private static List<AddedToken> addedTokens(Json json, Vocabulary vocabulary) throws TokenizerException {
        var tokens = new ArrayList<AddedToken>();
        var ids = new HashSet<Integer>();
        var contents = new HashSet<String>();
        for (var element : json.list()) {
            var content = element.string("content");
            if (content.isEmpty()) {
                continue; // Hugging Face's library ignores it too
            }
            int id = element.count("id");
            int known = vocabulary.id(content);
            var other = vocabulary.token(id);
            if (known != Vocabulary.NONE && known != id) {
                throw element.fail("\"" + content + "\" has the id " + id + ", and " + known + " in the vocabulary");
            }
            if (other != null && !other.equals(content)) {
                throw element.fail(
                        "\"" + content + "\" has the id " + id + ", which is \"" + other + "\" in the vocabulary");
            }
            if (!ids.add(id) || !contents.add(content)) {
                throw element.fail("the id " + id + " or the token \"" + content + "\" is there twice");
            }
            boolean special = element.truth("special", false);
            tokens.add(new AddedToken(
                    id,
                    content,
                    element.truth("single_word", false),
                    element.truth("lstrip", false),
                    element.truth("rstrip", false),
                    element.truth("normalized", !special),
                    special));
        }
        return tokens;
    }

    private static Truncation truncation(Json json) throws TokenizerException {
        var strategy = json.member("strategy");
        return new Truncation(
                json.count("max_length"),
                strategy == null ? Truncation.Strategy.LONGEST_FIRST : strategy.choice(Truncation.Strategy.class),
                json.count("stride", 0),
                side(json));
    }

    private static Padding padding(Json json) throws TokenizerException {
        var strategy = json.member("strategy");
        return new Padding(
                strategy == null || strategy.isString() ? 0 : strategy.count("Fixed"),
                json.count("pad_to_multiple_of", 0),
                side(json),
                json.count("pad_id", 0),
                json.count("pad_type_id", 0),
                json.string("pad_token", "[PAD]"));
    }

    private static Side side(Json json) throws TokenizerException {
        var direction = json.member("direction");
        return direction == null ? Side.RIGHT : direction.choice(Side.class);
    }
}
