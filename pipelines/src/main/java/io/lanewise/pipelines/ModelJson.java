package io.lanewise.pipelines;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.lanewise.hub.ModelFiles;
import io.lanewise.tensor.io.InvalidFileException;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's small JSON files: not trusted, so bounded. They are read into maps and lists without data binding, whose
 * start alone takes longer than the rest of a model's loading.
 */
final class ModelJson {
    private static final int LONGEST = 1 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build();

    private final Path file;
    private final boolean there;

    /** A map of names to values, a list of values, a string, number or truth value, or null. */
    private final @Nullable Object root;

    private ModelJson(Path file, boolean there, @Nullable Object root) {
        this.file = file;
        this.there = there;
        this.root = root;
    }

    /** Reads a file of a model; one that is not there is like one that says nothing. */
    static ModelJson read(ModelFiles files, String name) throws IOException {
        if (!files.has(name)) {
            return new ModelJson(Path.of(name), false, null);
        }
        var file = files.path(name);
        if (Files.size(file) > LONGEST) {
            throw new InvalidFileException(
                    file, "has " + Files.size(file) + " bytes; expected settings of at most " + LONGEST);
        }
        try (var parser = FACTORY.createParser(Files.readAllBytes(file))) {
            var root = parser.nextToken() == null ? null : value(parser);
            if (parser.nextToken() != null) {
                throw new InvalidFileException(file, "is not JSON: more follows its one value");
            }
            return new ModelJson(file, true, root);
        } catch (JsonProcessingException e) {
            throw new InvalidFileException(file, "is not JSON: " + e.getOriginalMessage(), e);
        } catch (CharConversionException e) {
            throw new InvalidFileException(file, "is not JSON in UTF-8: " + e.getMessage(), e);
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var members = new LinkedHashMap<String, @Nullable Object>();
                for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                var elements = new ArrayList<@Nullable Object>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    boolean isThere() {
        return there;
    }

    /** The values of a file that is a list of them. */
    List<?> list(String problem) throws InvalidFileException {
        if (root instanceof List<?> list) {
            return list;
        }
        throw invalid(problem);
    }

    /** A member of a value, or null where it is none or has none of the name. */
    static @Nullable Object member(@Nullable Object value, String name) {
        return value instanceof Map<?, ?> members ? members.get(name) : null;
    }

    /** A setting, or null where it is missing or null. */
    @Nullable
    Object setting(String key) {
        return member(root, key);
    }

    /** A setting that is true or false; missing or null is the default. */
    boolean flag(String key, boolean standard) throws InvalidFileException {
        return switch (setting(key)) {
            case null -> standard;
            case Boolean flag -> flag;
            case Object other -> throw invalid(key + " is " + kind(other) + "; expected true or false");
        };
    }

    /** A setting that is a number of tokens; what no tokenizer means (its huge numbers) is 0, like one that is missing. */
    int tokens(String key) throws InvalidFileException {
        var value = setting(key);
        if (value == null) {
            return 0;
        }
        if (!(value instanceof Number number) || number.doubleValue() < 1) {
            throw invalid(
                    key + " is " + (value instanceof Number ? value : kind(value)) + "; expected a number of tokens");
        }
        return number.doubleValue() <= SentenceConfig.MOST_TOKENS ? number.intValue() : 0;
    }

    private static String kind(Object value) {
        return switch (value) {
            case Map<?, ?> _ -> "an object";
            case List<?> _ -> "a list";
            case String text -> "\"" + text.substring(0, Math.min(text.length(), 40)) + "\"";
            default -> value.toString();
        };
    }

    InvalidFileException invalid(String problem) {
        return new InvalidFileException(file, problem);
    }
}
