package io.lanewise.tensor.io;

import com.fasterxml.jackson.core.JsonEncoding;
import io.lanewise.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files of named tensors in Hugging Face's safetensors format: the length of a JSON header in 8 bytes, the header, and
 * the elements, little endian, without gaps. Files are not trusted: whatever is wrong with one gives an {@link
 * InvalidFileException}, and no more memory is asked for than the file is long. {@link SafetensorsArchive} reads tensors
 * one by one, and models of several files.
 *
 * <pre>{@code
 * Safetensors.write(Path.of("model.safetensors"), Map.of("weight", weight), Map.of("format", "lanewise"));
 * var weight = Safetensors.read(Path.of("model.safetensors")).tensors().get("weight");
 * }</pre>
 */
public final class Safetensors {
    /** The longest header that is read, as in the reference implementation. */
    static final int LONGEST_HEADER = 100_000_000;

    private Safetensors() {}

    /**
     * What a file holds.
     *
     * @param tensors by name, in the order of their elements in the file
     * @param metadata the texts of the header's {@code __metadata__}
     */
    public record Content(Map<String, Tensor> tensors, Map<String, String> metadata) {
        public Content {
            tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        }
    }

    /**
     * Reads a file.
     *
     * @throws InvalidFileException when it is not a valid safetensors file
     */
    public static Content read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var header = readHeader(file, channel);
            var tensors = new LinkedHashMap<String, Tensor>();
            for (var entry : header.entries()) {
                var shape = entry.shape();
                long position = header.dataStart() + entry.begin();
                var array = Elements.read(channel, position, entry.dtype(), shape.elements());
                tensors.put(entry.name(), Tensor.wrap(array, entry.dtype(), shape));
            }
            return new Content(tensors, header.metadata());
        }
    }

    /** Reads the texts of a file's {@code __metadata__} without its tensors. */
    public static Map<String, String> readMetadata(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return readHeader(file, channel).metadata();
        }
    }

    static SafetensorsHeader readHeader(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < 8) {
            throw new InvalidFileException(
                    file, "has " + size + " bytes; a safetensors file has 8 for the length of its header");
        }
        var length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        Elements.readFully(channel, length, 0);
        long headerBytes = length.getLong(0);
        if (headerBytes < 2 || headerBytes > Math.min(LONGEST_HEADER, size - 8)) {
            throw new InvalidFileException(
                    file,
                    "says that its header has " + Long.toUnsignedString(headerBytes)
                            + " bytes; expected 2 to " + Math.min(LONGEST_HEADER, size - 8)
                            + ": it is not a safetensors file, or was cut short");
        }
        var json = new byte[(int) headerBytes];
        Elements.readFully(channel, ByteBuffer.wrap(json), 8);
        return SafetensorsHeader.parse(file, json, size);
    }

    /** Writes tensors without metadata; see {@link #write(Path, Map, Map)}. */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        write(file, tensors, Map.of());
    }

    /**
     * Writes tensors: the file appears whole or not at all. Equal content gives equal bytes, since the tensors are
     * ordered by the size of their elements, the widest first so that all are aligned, and by name.
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        if (tensors.containsKey(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("safetensors: no tensor can be called " + SafetensorsHeader.METADATA);
        }
        var entries = new ArrayList<>(tensors.entrySet());
        entries.sort(Comparator.<Map.Entry<String, Tensor>>comparingInt(
                        entry -> -entry.getValue().dtype().bytes())
                .thenComparing(Map.Entry::getKey));
        var header = header(entries, metadata);
        AtomicFile.write(file, channel -> {
            var length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length);
            AtomicFile.writeFully(channel, length);
            AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
            for (var entry : entries) {
                var tensor = entry.getValue();
                Elements.write(channel, tensor.toArray(), tensor.dtype());
            }
        });
    }

    /** The header, filled up with spaces so that the elements start at a multiple of 8. */
    private static byte[] header(List<Map.Entry<String, Tensor>> entries, Map<String, String> metadata)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var json = SafetensorsHeader.JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(SafetensorsHeader.METADATA);
                for (var text : new TreeMap<>(metadata).entrySet()) {
                    json.writeStringField(text.getKey(), text.getValue());
                }
                json.writeEndObject();
            }
            long begin = 0;
            for (var entry : entries) {
                var tensor = entry.getValue();
                long end = begin + (long) tensor.elements() * tensor.dtype().bytes();
                json.writeObjectFieldStart(entry.getKey());
                json.writeStringField("dtype", tensor.dtype().name());
                json.writeFieldName("shape");
                var sizes = tensor.shape().toArray();
                json.writeArray(sizes, 0, sizes.length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {begin, end}, 0, 2);
                json.writeEndObject();
                begin = end;
            }
            json.writeEndObject();
        }
        while (bytes.size() % 8 != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }
}
