package io.lanewise.tokenizers.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.lanewise.tokenizers.TokenizerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a JSON file that knows its place in it, so that whatever is wrong with it is named. */
final class Json {
    private static final int DEEPEST = 64;
    private static final int MOST_VALUES = 2_000_000;
    private static final int LONGEST_STRING = 1 << 26;
    private static final int LONGEST_NAME = 1 << 16;

    // Names are tokens, and seldom the same twice: a table of them would only cost.
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(100)
                    .maxNameLength(LONGEST_NAME)
                    .maxStringLength(LONGEST_STRING)
                    .build())
            .build();

    private final String file;
    private final Place place;

    /** A map of names to values, a list of values, a string, number or truth value, or null. */
    private final @Nullable Object value;

    private Json(String file, Place place, @Nullable Object value) {
        this.file = file;
        this.place = place;
        this.value = value;
    }

    /** Where a value is: what it is in, and its name or number there. Written out only where it is named. */
    private record Place(@Nullable Place in, String name, int number) {
        @Override
        public String toString() {
            return in == null ? name : in + (number < 0 ? "." + name : "[" + number + "]");
        }
    }

    /** Reads the value that begins at the parser's current token. */
    static Json read(String file, String name, JsonParser parser) throws IOException {
        return read(file, new Place(null, name, -1), parser, new int[] {MOST_VALUES});
    }

    private static Json read(String file, Place place, JsonParser parser, int[] left) throws IOException {
        if (--left[0] < 0) {
            throw new TokenizerException(file + ": " + place + ": more than " + MOST_VALUES + " values");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var map = new LinkedHashMap<String, Json>();
                for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    parser.nextToken();
                    var at = new Place(place, name, -1);
                    if (map.put(name, read(file, at, parser, left)) != null) {
                        throw new TokenizerException(file + ": " + at + ": is there twice");
                    }
                }
                yield new Json(file, place, map);
            }
            case START_ARRAY -> {
                var list = new ArrayList<Json>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(file, new Place(place, "", list.size()), parser, left));
                }
                yield new Json(file, place, list);
            }
            case VALUE_STRING -> new Json(file, place, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json(file, place, parser.getDoubleValue());
            case VALUE_TRUE -> new Json(file, place, true);
            case VALUE_FALSE -> new Json(file, place, false);
            case VALUE_NULL -> new Json(file, place, null);
            default -> throw new TokenizerException(file + ": " + place + ": is no value");
        };
    }

    /** What to throw where this value is not what it should be. */
    TokenizerException fail(String reason) {
        return new TokenizerException(file + ": " + place + ": " + reason);
    }

    boolean isNull() {
        return value == null;
    }

    boolean isString() {
        return value instanceof String;
    }

    boolean isList() {
        return value instanceof List;
    }

    /** A member of an object, or null where it is not there or null. */
    @Nullable
    Json member(String name) throws TokenizerException {
        var found = members().get(name);
        return found == null || found.isNull() ? null : found;
    }

    /** A member that has to be there. */
    Json required(String name) throws TokenizerException {
        var found = member(name);
        if (found == null) {
            throw fail("lacks \"" + name + "\"");
        }
        return found;
    }

    String string(String name) throws TokenizerException {
        return required(name).string();
    }

    @Nullable
    String optionalString(String name) throws TokenizerException {
        var found = member(name);
        return found == null ? null : found.string();
    }

    String string(String name, String otherwise) throws TokenizerException {
        var found = member(name);
        return found == null ? otherwise : found.string();
    }

    boolean truth(String name, boolean otherwise) throws TokenizerException {
        var found = member(name);
        return found == null ? otherwise : found.truth();
    }

    boolean truth() throws TokenizerException {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw expected("true or false");
    }

    int count(String name, int otherwise) throws TokenizerException {
        var found = member(name);
        return found == null ? otherwise : found.count();
    }

    int count(String name) throws TokenizerException {
        return required(name).count();
    }

    List<Json> list(String name) throws TokenizerException {
        return required(name).list();
    }

    Map<String, Json> members() throws TokenizerException {
        if (value instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // made above
            var members = (Map<String, Json>) map;
            return members;
        }
        throw expected("an object");
    }

    List<Json> list() throws TokenizerException {
        if (value instanceof List<?> list) {
            @SuppressWarnings("unchecked") // made above
            var elements = (List<Json>) list;
            return elements;
        }
        throw expected("an array");
    }

    String string() throws TokenizerException {
        if (value instanceof String string) {
            return string;
        }
        throw expected("a string");
    }

    /** A string of one code point. */
    int character(String name) throws TokenizerException {
        var found = required(name);
        var text = found.string();
        if (text.codePointCount(0, text.length()) != 1) {
            throw found.fail("expected one character, found \"" + text + "\"");
        }
        return text.codePointAt(0);
    }

    /** A whole number from 0 to the largest int. */
    int count() throws TokenizerException {
        if (value instanceof Double number
                && number >= 0
                && number <= Integer.MAX_VALUE
                && number == Math.rint(number)) {
            return number.intValue();
        }
        throw expected("a whole number from 0 to " + Integer.MAX_VALUE);
    }

    boolean isAbove(double bound) {
        return value instanceof Double number && number > bound;
    }

    /** Which of several names the string is, in any case: its position. */
    <T extends Enum<T>> T choice(Class<T> names) throws TokenizerException {
        var text = string().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
        for (var name : names.getEnumConstants()) {
            if (name.name().equalsIgnoreCase(text)) {
                return name;
            }
        }
        throw fail("\"" + string() + "\" is not known");
    }

    TokenizerException expected(String what) {
        var found =
                switch (value) {
                    case null -> "null";
                    case Map<?, ?> _ -> "an object";
                    case List<?> _ -> "an array";
                    case String text -> "\"" + text.substring(0, Math.min(text.length(), 40)) + "\"";
                    default -> value.toString();
                };
        return fail("expected " + what + ", found " + found);
    }
}
