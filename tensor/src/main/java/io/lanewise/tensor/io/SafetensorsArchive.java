package io.lanewise.tensor.io;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The named tensors of a safetensors file, or of the several files that an index {@code model.safetensors.index.json}
 * names, each read when it is asked for. The files are mapped into memory and let go with this object: nothing is to be
 * closed. Opening reads the headers alone, which are checked as {@link Safetensors} checks them. Any number of threads
 * may ask at once.
 *
 * <pre>{@code
 * var weights = SafetensorsArchive.open(Path.of("model.safetensors.index.json"));
 * var embedding = weights.tensor("embeddings.word_embeddings.weight");
 * }</pre>
 */
public final class SafetensorsArchive {
    /** The name of a model's file, where it has one alone. */
    public static final String MODEL = "model.safetensors";

    /** The name of the index, where a model has several files. */
    public static final String INDEX = "model.safetensors.index.json";

    private final Path path;
    private final Map<String, Place> places;
    private final Map<String, String> metadata;

    /** A mapped file with its header. */
    private record Shard(Path file, MemorySegment bytes, SafetensorsHeader header) {}

    private record Place(Shard shard, SafetensorsHeader.Entry entry) {}

    private SafetensorsArchive(Path path, Map<String, Place> places, Map<String, String> metadata) {
        this.path = path;
        this.places = Collections.unmodifiableMap(places);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Opens a safetensors file, an index of several (its name ends with {@code .json}), or the folder of a model with a
     * {@value #MODEL} or a {@value #INDEX}.
     *
     * @throws InvalidFileException when one of the files is not valid, is missing, or lacks a tensor that the index
     *     places in it
     */
    public static SafetensorsArchive open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return open(inFolder(path));
        }
        return path.toString().endsWith(".json") ? openIndex(path) : openFile(path);
    }

    /**
     * The names of the files in which an index places tensors: names beside it, never paths.
     *
     * @throws InvalidFileException when this is not a valid index
     */
    public static Set<String> files(Path index) throws IOException {
        return new LinkedHashSet<>(SafetensorsIndex.read(index).values());
    }

    private static Path inFolder(Path folder) throws InvalidFileException {
        for (var name : new String[] {MODEL, INDEX}) {
            if (Files.exists(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        throw new InvalidFileException(folder, "has neither " + MODEL + " nor " + INDEX);
    }

    private static SafetensorsArchive openFile(Path file) throws IOException {
        var shard = map(file);
        var places = new LinkedHashMap<String, Place>();
        for (var entry : shard.header().entries()) {
            places.put(entry.name(), new Place(shard, entry));
        }
        return new SafetensorsArchive(
                file, places, new LinkedHashMap<>(shard.header().metadata()));
    }

    private static SafetensorsArchive openIndex(Path index) throws IOException {
        var files = SafetensorsIndex.read(index);
        var shards = new LinkedHashMap<String, Map<String, Place>>();
        var places = new LinkedHashMap<String, Place>();
        var metadata = new LinkedHashMap<String, String>();
        for (var named : files.entrySet()) {
            var file = named.getValue();
            var inFile = shards.get(file);
            if (inFile == null) {
                var archive = openShard(index, file);
                inFile = archive.places;
                archive.metadata.forEach(metadata::putIfAbsent);
                shards.put(file, inFile);
            }
            var place = inFile.get(named.getKey());
            if (place == null) {
                throw new InvalidFileException(
                        index,
                        "places " + SafetensorsHeader.quoted(named.getKey()) + " in " + file
                                + ", which has no tensor of this name");
            }
            places.put(named.getKey(), place);
        }
        return new SafetensorsArchive(index, places, metadata);
    }

    private static SafetensorsArchive openShard(Path index, String name) throws IOException {
        var file = index.resolveSibling(name);
        if (!Files.isRegularFile(file)) {
            throw new InvalidFileException(index, "names the file " + name + ", which is not beside it");
        }
        return openFile(file);
    }

    private static Shard map(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var header = Safetensors.readHeader(file, channel);
            // The header was checked against this size; a mapping of another would not be.
            long size = header.dataStart() + header.dataBytes();
            return new Shard(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto()), header);
        }
    }

    /** The names of the tensors: of one file in the order of their elements, of several in the order of the index. */
    public Set<String> names() {
        return places.keySet();
    }

    /** Whether there is a tensor of this name. */
    public boolean has(String name) {
        return places.containsKey(name);
    }

    /** The texts of {@code __metadata__}; where several files have the same key, the first file's. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * The shape of a tensor, which is not read for it.
     *
     * @throws NoSuchElementException when there is none of this name
     */
    public Shape shape(String name) {
        return place(name).entry().shape();
    }

    /**
     * The element type of a tensor, which is not read for it.
     *
     * @throws NoSuchElementException when there is none of this name
     */
    public DType dtype(String name) {
        return place(name).entry().dtype();
    }

    /**
     * Reads a tensor, into an array of its own each time.
     *
     * @throws NoSuchElementException when there is none of this name
     * @throws InvalidFileException when the file was cut short since it was opened
     */
    public Tensor tensor(String name) throws IOException {
        var place = place(name);
        var entry = place.entry();
        var shard = place.shard();
        long position = shard.header().dataStart() + entry.begin();
        try {
            var array = Elements.copy(
                    shard.bytes(), position, entry.dtype(), entry.shape().elements());
            return Tensor.wrap(array, entry.dtype(), entry.shape());
        } catch (InternalError e) { // what the JVM makes of pages that the file no longer has
            throw new InvalidFileException(shard.file(), "became shorter while it was read", e);
        }
    }

    private Place place(String name) {
        var place = places.get(name);
        if (place == null) {
            throw new NoSuchElementException(path + ": no tensor is called " + SafetensorsHeader.quoted(name)
                    + "; there are " + places.size() + ", the first: "
                    + places.keySet().stream().limit(5).toList());
        }
        return place;
    }

    @Override
    public String toString() {
        return "SafetensorsArchive[" + path + ", " + places.size() + " tensors]";
    }
}
