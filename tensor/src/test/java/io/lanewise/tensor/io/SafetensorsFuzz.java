package io.lanewise.tensor.io;

import io.lanewise.fuzz.ByteMutator;
import io.lanewise.fuzz.Fuzzer;
import io.lanewise.fuzz.JsonMutator;
import io.lanewise.fuzz.Mutator;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile safetensors files and indexes are read, or refused as invalid. */
class SafetensorsFuzz {
    private static final long MOST_BYTES = 16 << 20;
    private static final String SHARD = "model-00001-of-00002.safetensors";
    private static final String OTHER = "model-00002-of-00002.safetensors";

    @TempDir
    Path folder;

    private byte[] written = {};

    @BeforeEach
    void write() throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        for (var dtype : DType.values()) {
            tensors.put("t." + dtype, Tensor.of(0L, 1, 1, 0, 1, 0, 1).to(dtype));
        }
        tensors.put("matrix", Tensor.zeros(Shape.of(3, 5), DType.F32));
        tensors.put("empty", Tensor.zeros(Shape.of(0, 3), DType.F32));
        Safetensors.write(folder.resolve(SHARD), tensors, Map.of("format", "pt"));
        Safetensors.write(folder.resolve(OTHER), Map.of("a", Tensor.of(1f, 2), "b", Tensor.of(3L)), Map.of());
        written = Files.readAllBytes(folder.resolve(SHARD));
    }

    /** Changes the header's JSON; now and then the length before it is no longer right. */
    private static byte[] mutateHeader(byte[] file, byte[] other, Random random) {
        var header = new JsonMutator().mutate(header(file), header(other), random);
        var elements = Arrays.copyOfRange(file, Long.BYTES + header(file).length, file.length);
        long length = random.nextInt(8) == 0 ? random.nextLong() >>> random.nextInt(Long.SIZE) : header.length;
        return ByteBuffer.allocate(Long.BYTES + header.length + elements.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(header)
                .put(elements)
                .array();
    }

    private static byte[] header(byte[] file) {
        long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return Arrays.copyOfRange(file, Long.BYTES, Long.BYTES + (int) length);
    }

    @Test
    void filesAreReadOrRefused() throws Exception {
        var seeds = List.of(written, Files.readAllBytes(folder.resolve(OTHER)));
        List<Mutator> mutators = List.of(new ByteMutator(), SafetensorsFuzz::mutateHeader);
        var file = folder.resolve("fuzzed.safetensors");
        new Fuzzer("safetensors", seeds, mutators, MOST_BYTES)
                .run(
                        bytes -> {
                            Files.write(file, bytes);
                            Safetensors.read(file);
                            readAll(file);
                        },
                        e -> e instanceof InvalidFileException);
    }

    @Test
    void indexesAreReadOrRefused() throws Exception {
        var seeds = List.of(index("matrix", SHARD, "a", OTHER, "b", OTHER), index("empty", SHARD));
        var file = folder.resolve(SafetensorsArchive.INDEX);
        new Fuzzer("safetensors-index", seeds, List.of(new ByteMutator(), new JsonMutator()), MOST_BYTES)
                .run(
                        bytes -> {
                            Files.write(file, bytes);
                            readAll(file);
                        },
                        e -> e instanceof InvalidFileException);
    }

    private static byte[] index(String... namesAndFiles) {
        var map = new StringBuilder();
        for (int i = 0; i < namesAndFiles.length; i += 2) {
            map.append(i == 0 ? "" : ",").append("\"%s\":\"%s\"".formatted(namesAndFiles[i], namesAndFiles[i + 1]));
        }
        return ("{\"metadata\":{\"total_size\":24},\"weight_map\":{" + map + "}}").getBytes(StandardCharsets.UTF_8);
    }

    private static void readAll(Path path) throws IOException {
        var archive = SafetensorsArchive.open(path);
        for (var name : archive.names()) {
            archive.tensor(name);
        }
    }
}
