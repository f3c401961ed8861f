package io.lanewise.tensor.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    private Path file(String header, int dataBytes) throws IOException {
        var json = header.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        return Files.write(folder.resolve("t.safetensors"), bytes.array());
    }

    @Test
    void everyTypeComesBackAsItWasWritten() throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        for (var dtype : DType.values()) {
            tensors.put("t." + dtype, Tensor.of(0L, 1, 1, 0, 1, 0).to(dtype).reshape(2, 3));
        }
        tensors.put("scalar", Tensor.scalar(Math.PI, DType.F64));
        tensors.put("empty", Tensor.zeros(Shape.of(0, 3), DType.F32));
        tensors.put("transposed", Tensor.of(1f, 2, 3, 4, 5, 6).reshape(2, 3).t());
        var path = folder.resolve("all.safetensors");
        Safetensors.write(path, tensors, Map.of("b", "ü\"\n", "a", ""));
        var read = Safetensors.read(path);
        assertThat(read.metadata()).containsExactly(Map.entry("a", ""), Map.entry("b", "ü\"\n"));
        assertThat(read.tensors().keySet()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
        for (var name : tensors.keySet()) {
            var expected = tensors.get(name);
            var actual = read.tensors().get(name);
            assertThat(actual.dtype()).isEqualTo(expected.dtype());
            assertThat(actual.shape()).isEqualTo(expected.shape());
            assertThat(actual.toArray()).isEqualTo(expected.toArray());
        }
        assertThat(Safetensors.readMetadata(path)).isEqualTo(read.metadata());
    }

    @Test
    void equalContentGivesEqualBytesInAnyOrderOfTheMap() throws IOException {
        var a = Tensor.of(1f);
        var b = Tensor.of(2.0);
        var first = new LinkedHashMap<String, Tensor>();
        first.put("a", a);
        first.put("b", b);
        var second = new LinkedHashMap<String, Tensor>();
        second.put("b", b);
        second.put("a", a);
        Safetensors.write(folder.resolve("1"), first);
        Safetensors.write(folder.resolve("2"), second);
        assertThat(folder.resolve("1")).hasSameBinaryContentAs(folder.resolve("2"));
        var bytes = Files.readAllBytes(folder.resolve("1"));
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8)
                .isZero();
        assertThat(new String(bytes, 8, bytes.length - 8, StandardCharsets.ISO_8859_1))
                .startsWith("{\"b\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\"");
    }

    @Test
    void largeTensorsPassInBlocks() throws IOException {
        var x = Tensor.arange(0, 700_001, 1, DType.F32);
        Safetensors.write(folder.resolve("large"), Map.of("x", x));
        assertThat(Safetensors.read(folder.resolve("large")).tensors().get("x").toFloatArray())
                .isEqualTo(x.toFloatArray());
    }

    @Test
    void nothingButTheFileIsLeftInTheFolder() throws IOException {
        Safetensors.write(folder.resolve("x"), Map.of());
        assertThat(Safetensors.read(folder.resolve("x")).tensors()).isEmpty();
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("x"), channel -> {
                    throw new IOException("full");
                }))
                .hasMessage("full");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
        assertThat(Safetensors.read(folder.resolve("x")).tensors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 4 | within the file's 4 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | 4 | has 4 bytes; expected 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 9 | of which the header names 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | begins at 4; expected 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}} | 8 | lies at [8, 4]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}} | 8 | lies at [0]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}} | 8 | at most 2 numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | 4 | numbers from 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}} | 4 | expected a whole number",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}} | 0 | 2^31",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,0]}} | 0 | numbers",
                "{\"a\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}} | 8 | is of type \"C64\"",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}} | 4 | lacks one of",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}} | 4 | unknown field",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[[1]],\"data_offsets\":[0,4]}} | 4 | expected a whole number",
                "{\"a\":3} | 4 | expected an object",
                "[] | 0 | expected an object",
                "{\"__metadata__\":{\"a\":1}} | 0 | expected a text",
                "{\"__metadata__\":{\"a\":{\"b\":{\"c\":{}}}}} | 0 | expected",
                "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}} | 0 | Duplicate field",
                "{}{} | 0 | goes on",
                "{\"a\" | 0 | not the JSON",
                "nonsense | 0 | not the JSON",
            })
    void brokenHeadersAreRefusedInOneClearLine(String header, int dataBytes, String expected) throws IOException {
        var path = file(header, dataBytes);
        assertThatThrownBy(() -> Safetensors.read(path))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining(expected);
    }

    @Test
    void twoTensorsMayNotOverlapNorHaveOneName() throws IOException {
        var a = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
        var b = "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}";
        var overlapping = file("{" + a + "," + b + "}", 6);
        assertThatThrownBy(() -> Safetensors.read(overlapping)).hasMessageContaining("begins at 2; expected 4");
        var twice = file("{" + a + "," + a + "}", 4);
        assertThatThrownBy(() -> Safetensors.read(twice)).hasMessageContaining("Duplicate field 'a'");
    }

    @Test
    void aHeaderLongerThanTheFileIsRefusedBeforeItIsAllocated() throws IOException {
        for (long length : new long[] {Long.MAX_VALUE, -1, 1L << 40, 3, 1}) {
            var bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
            var path = Files.write(folder.resolve("long"), bytes.array());
            assertThatThrownBy(() -> Safetensors.read(path))
                    .isInstanceOf(InvalidFileException.class)
                    .hasMessageContaining("says that its header has");
        }
        var path = Files.write(folder.resolve("short"), new byte[5]);
        assertThatThrownBy(() -> Safetensors.read(path)).hasMessageContaining("has 5 bytes");
    }

    @Test
    void damagedFilesGiveAnErrorOrTensorsButNothingElse() throws IOException {
        var path = folder.resolve("whole");
        Safetensors.write(path, Map.of("a", Tensor.of(1f, 2), "b", Tensor.of(1L)), Map.of("k", "v"));
        var whole = Files.readAllBytes(path);
        var random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            var damaged = Arrays.copyOf(whole, i % 4 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int k = 0; k < 1 + i % 3 && damaged.length > 0; k++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Files.write(path, damaged);
            try {
                assertThat(Safetensors.read(path).tensors()).isNotNull();
            } catch (InvalidFileException e) {
                assertThat(e).hasMessageStartingWith(path + ": ");
            }
        }
    }
}
