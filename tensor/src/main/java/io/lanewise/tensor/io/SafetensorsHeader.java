package io.lanewise.tensor.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a safetensors file, checked against the size of the file: what it names exists, nothing overlaps,
 * and no byte is left over.
 *
 * @param entries ordered by where their elements begin
 * @param dataStart where in the file offset 0 lies
 * @param dataBytes the bytes of all elements, with which the file ends
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata, long dataStart, long dataBytes) {
    static final String METADATA = "__metadata__";

    static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxNumberLength(20)
                    .maxNameLength(65_536)
                    .maxStringLength(Safetensors.LONGEST_HEADER)
                    .build())
            .build();

    /** More dimensions are not read. */
    private static final int MOST_DIMENSIONS = 64;

    /** Where the elements of a tensor lie, relative to the end of the header. */
    record Entry(String name, DType dtype, Shape shape, long begin, long end) {}

    static SafetensorsHeader parse(Path file, byte[] json, long fileSize) throws InvalidFileException {
        long dataStart = 8L + json.length;
        var reader = new Reader(file, fileSize - dataStart);
        try (var parser = JSON.createParser(json)) {
            reader.read(parser);
        } catch (JsonProcessingException e) {
            throw new InvalidFileException(
                    file, "the header is not the JSON that was expected: " + e.getOriginalMessage(), e);
        } catch (InvalidFileException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidFileException(file, "the header is not JSON in UTF-8: " + e.getMessage(), e);
        }
        reader.entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        reader.checkCoverage();
        return new SafetensorsHeader(reader.entries, reader.metadata, dataStart, reader.dataBytes);
    }

    /** A name in a message, cut to a length that a message can bear. */
    static String quoted(String name) {
        return "\"" + (name.length() > 100 ? name.substring(0, 100) + "..." : name) + "\"";
    }

    private static final class Reader {
        private final Path file;
        private final long dataBytes;
        private final List<Entry> entries = new ArrayList<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();

        Reader(Path file, long dataBytes) {
            this.file = file;
            this.dataBytes = dataBytes;
        }

        void read(JsonParser parser) throws IOException {
            expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
            for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                expect(parser.nextToken(), JsonToken.START_OBJECT, quoted(name));
                if (name.equals(METADATA)) {
                    readMetadata(parser);
                } else {
                    entries.add(readEntry(name, parser));
                }
            }
            if (parser.nextToken() != null) {
                throw invalid("the header goes on after its closing brace");
            }
        }

        private void readMetadata(JsonParser parser) throws IOException {
            for (var key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                expect(parser.nextToken(), JsonToken.VALUE_STRING, "metadata " + quoted(key));
                metadata.put(key, parser.getText());
            }
        }

        private Entry readEntry(String name, JsonParser parser) throws IOException {
            DType dtype = null;
            long[] sizes = null;
            long[] offsets = null;
            for (var key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                switch (key) {
                    case "dtype" -> dtype = readType(name, parser);
                    case "shape" -> sizes = readNumbers(name, "shape", MOST_DIMENSIONS, parser);
                    case "data_offsets" -> offsets = readNumbers(name, "data_offsets", 2, parser);
                    default -> throw invalid(quoted(name) + " has the unknown field " + quoted(key));
                }
            }
            if (dtype == null || sizes == null || offsets == null) {
                throw invalid(quoted(name) + " lacks one of dtype, shape and data_offsets");
            }
            return checked(name, dtype, sizes, offsets);
        }

        private DType readType(String name, JsonParser parser) throws IOException {
            expect(parser.nextToken(), JsonToken.VALUE_STRING, "the dtype of " + quoted(name));
            var text = parser.getText();
            var type = named(text);
            if (type == null) {
                throw invalid(quoted(name) + " is of type " + quoted(text) + "; expected one of "
                        + Arrays.stream(DType.values()).map(Enum::name).collect(Collectors.joining(", ")));
            }
            return type;
        }

        private static @Nullable DType named(String text) {
            for (var type : DType.values()) {
                if (type.name().equals(text)) {
                    return type;
                }
            }
            return null;
        }

        private long[] readNumbers(String name, String field, int most, JsonParser parser) throws IOException {
            var what = "the " + field + " of " + quoted(name);
            expect(parser.nextToken(), JsonToken.START_ARRAY, what);
            var numbers = new ArrayList<Long>();
            for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                expect(token, JsonToken.VALUE_NUMBER_INT, what);
                if (numbers.size() == most
                        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        || parser.getLongValue() < 0) {
                    throw invalid(what + " is not valid: expected at most " + most + " numbers from 0 to 2^63 - 1");
                }
                numbers.add(parser.getLongValue());
            }
            return numbers.stream().mapToLong(Long::longValue).toArray();
        }

        private Entry checked(String name, DType dtype, long[] sizes, long[] offsets) throws InvalidFileException {
            if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > dataBytes) {
                throw invalid(quoted(name) + " lies at " + Arrays.toString(offsets) + "; expected a begin and an end"
                        + " within the file's " + dataBytes + " bytes of elements: the file may be cut short");
            }
            long elements = Arrays.stream(sizes).anyMatch(size -> size == 0) ? 0 : 1;
            for (long size : sizes) {
                // Beyond 2^31 it cannot be read; checked at each step, the product cannot overflow.
                if (size > Integer.MAX_VALUE || elements * size > Integer.MAX_VALUE) {
                    throw invalid(quoted(name) + " of shape " + Arrays.toString(sizes)
                            + " has 2^31 elements or more, which no tensor can hold");
                }
                elements *= size;
            }
            if (offsets[1] - offsets[0] != elements * dtype.bytes()) {
                throw invalid(quoted(name) + " of shape " + Arrays.toString(sizes) + " and type " + dtype.name()
                        + " has " + (offsets[1] - offsets[0]) + " bytes; expected " + elements * dtype.bytes());
            }
            var shape =
                    Shape.of(Arrays.stream(sizes).mapToInt(size -> (int) size).toArray());
            return new Entry(name, dtype, shape, offsets[0], offsets[1]);
        }

        void checkCoverage() throws InvalidFileException {
            long end = 0;
            for (var entry : entries) {
                if (entry.begin() != end) {
                    throw invalid(quoted(entry.name()) + " begins at " + entry.begin() + "; expected " + end
                            + ", where the tensor before it ends");
                }
                end = entry.end();
            }
            if (end != dataBytes) {
                throw invalid("has " + dataBytes + " bytes of elements, of which the header names " + end);
            }
        }

        private void expect(@Nullable JsonToken token, JsonToken expected, String what) throws InvalidFileException {
            if (token != expected) {
                throw invalid(what + ": expected " + described(expected) + ", found "
                        + (token == null ? "the end" : described(token)));
            }
        }

        private static String described(JsonToken token) {
            return switch (token) {
                case START_OBJECT -> "an object";
                case START_ARRAY -> "a list";
                case VALUE_STRING -> "a text";
                case VALUE_NUMBER_INT -> "a whole number";
                default -> token.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
            };
        }

        private InvalidFileException invalid(String problem) {
            return new InvalidFileException(file, problem);
        }
    }
}
