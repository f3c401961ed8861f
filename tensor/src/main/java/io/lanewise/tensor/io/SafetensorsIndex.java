package io.lanewise.tensor.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The index of a model in several files: a JSON object whose {@code weight_map} says in which file beside the index each
 * tensor lies.
 */
final class SafetensorsIndex {
    private static final String WEIGHT_MAP = "weight_map";

    /** A name beside the index, so that no path leaves its folder. */
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}");

    private static final int MOST_FILES = 10_000;

    private SafetensorsIndex() {}

    /** The file of each tensor, in the order of the index. */
    static Map<String, String> read(Path index) throws IOException {
        try (var channel = FileChannel.open(index, StandardOpenOption.READ)) {
            if (channel.size() > Safetensors.LONGEST_HEADER) {
                throw new InvalidFileException(
                        index,
                        "has " + channel.size() + " bytes; expected an index of at most " + Safetensors.LONGEST_HEADER);
            }
            try (var parser = SafetensorsHeader.JSON.createParser(Channels.newInputStream(channel))) {
                return read(index, parser);
            }
        } catch (JsonProcessingException e) {
            throw new InvalidFileException(index, "is not the JSON that was expected: " + e.getOriginalMessage(), e);
        } catch (CharConversionException e) {
            throw new InvalidFileException(index, "is not JSON in UTF-8: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> read(Path index, JsonParser parser) throws IOException {
        Map<String, String> files = null;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidFileException(index, "is not a JSON object; expected one with a " + WEIGHT_MAP);
        }
        for (var key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            var token = parser.nextToken();
            if (!key.equals(WEIGHT_MAP)) {
                parser.skipChildren();
            } else if (token == JsonToken.START_OBJECT) {
                files = readMap(index, parser);
            } else {
                throw new InvalidFileException(index, WEIGHT_MAP + " is not an object of names and files");
            }
        }
        if (files == null) {
            throw new InvalidFileException(index, "has no " + WEIGHT_MAP);
        }
        return files;
    }

    private static Map<String, String> readMap(Path index, JsonParser parser) throws IOException {
        var files = new LinkedHashMap<String, String>();
        Set<String> distinct = new HashSet<>();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
            var file = parser.getText();
            if (!isText || !FILE_NAME.matcher(file).matches()) {
                throw new InvalidFileException(
                        index,
                        "places " + SafetensorsHeader.quoted(name) + " in " + SafetensorsHeader.quoted(file)
                                + "; expected the name of a file in the same folder");
            }
            distinct.add(file);
            if (distinct.size() > MOST_FILES) {
                throw new InvalidFileException(index, "names more than " + MOST_FILES + " files");
            }
            files.put(name, file);
        }
        return files;
    }
}
