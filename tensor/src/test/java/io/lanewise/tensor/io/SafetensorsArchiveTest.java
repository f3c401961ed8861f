package io.lanewise.tensor.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsArchiveTest {
    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";

    @TempDir
    Path folder;

    private Path index(String json) throws IOException {
        return Files.writeString(folder.resolve(SafetensorsArchive.INDEX), json);
    }

    private Path model() throws IOException {
        Safetensors.write(folder.resolve(FIRST), Map.of("a", Tensor.of(1f, 2), "b", Tensor.of(3L)), Map.of("k", "1"));
        Safetensors.write(folder.resolve(SECOND), Map.of("c", Tensor.of(4.0), "a", Tensor.of(9f)), Map.of("k", "2"));
        return index("{\"metadata\":{\"total_size\":24},\"weight_map\":{\"c\":\"" + SECOND + "\",\"a\":\"" + FIRST
                + "\",\"b\":\"" + FIRST + "\"}}");
    }

    @Test
    void aTensorReadAloneIsTheOneReadWithAllOthers() throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        for (var dtype : DType.values()) {
            tensors.put("t." + dtype, Tensor.of(0L, 1, 1, 0, 1, 0, 1).to(dtype));
        }
        tensors.put("scalar", Tensor.scalar(Math.PI, DType.F64));
        tensors.put("empty", Tensor.zeros(Shape.of(0, 3), DType.F32));
        var path = folder.resolve(SafetensorsArchive.MODEL);
        Safetensors.write(path, tensors, Map.of("format", "pt"));
        var all = Safetensors.read(path);
        var archive = SafetensorsArchive.open(folder);
        assertThat(archive.names()).containsExactlyElementsOf(all.tensors().keySet());
        assertThat(archive.metadata()).isEqualTo(all.metadata());
        for (var name : archive.names()) {
            var expected = all.tensors().get(name);
            assertThat(archive.dtype(name)).isEqualTo(expected.dtype());
            assertThat(archive.shape(name)).isEqualTo(expected.shape());
            assertThat(archive.tensor(name).toArray()).isEqualTo(expected.toArray());
        }
    }

    @Test
    void anIndexSaysFromWhichFileATensorComes() throws IOException {
        assertThat(SafetensorsArchive.files(model())).containsExactly(SECOND, FIRST);
        for (var opened : new Path[] {model(), folder}) {
            var archive = SafetensorsArchive.open(opened);
            assertThat(archive.names()).containsExactly("c", "a", "b");
            assertThat(archive.tensor("a").toFloatArray()).containsExactly(1, 2);
            assertThat(archive.tensor("b").toArray()).isEqualTo(new long[] {3});
            assertThat(archive.tensor("c").toArray()).isEqualTo(new double[] {4});
            assertThat(archive.metadata()).containsEntry("k", "2");
            assertThat(archive.has("d")).isFalse();
            assertThatThrownBy(() -> archive.tensor("d"))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("no tensor is called \"d\"; there are 3, the first: [c, a, b]");
        }
    }

    @Test
    void manyThreadsReadTheSameBits() throws IOException {
        var x = Tensor.arange(0, 100_000, 1, DType.F32);
        Safetensors.write(folder.resolve("x.safetensors"), Map.of("x", x));
        var archive = SafetensorsArchive.open(folder.resolve("x.safetensors"));
        var read = IntStream.range(0, 16)
                .parallel()
                .mapToObj(_ -> {
                    try {
                        return archive.tensor("x").toFloatArray();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toList();
        assertThat(read).allSatisfy(array -> assertThat(array).isEqualTo(x.toFloatArray()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"weight_map\":{\"a\":\"../x.safetensors\"}} | expected the name of a file in the same folder",
                "{\"weight_map\":{\"a\":\"/etc/passwd\"}} | expected the name of a file in the same folder",
                "{\"weight_map\":{\"a\":\"..\"}} | expected the name of a file in the same folder",
                "{\"weight_map\":{\"a\":\"\"}} | expected the name of a file in the same folder",
                "{\"weight_map\":{\"a\":3}} | places \"a\" in \"3\"; expected the name of a file",
                "{\"weight_map\":{\"a\":{}}} | expected the name of a file",
                "{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}} | Duplicate field 'a'",
                "{\"weight_map\":{\"a\":\"missing.safetensors\"}} | which is not beside it",
                "{\"weight_map\":{\"z\":\"model-00001-of-00002.safetensors\"}} | which has no tensor of this name",
                "{\"weight_map\":[]} | is not an object of names and files",
                "{\"metadata\":{}} | has no weight_map",
                "[] | is not a JSON object",
                "{\"metadata\":{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}} | nesting depth",
                "{\"weight_map\":{ | is not the JSON that was expected",
                "`` | is not a JSON object",
            })
    void brokenIndexesAreRefusedInOneClearLine(String json, String expected) throws IOException {
        model();
        var path = index(json);
        assertThatThrownBy(() -> SafetensorsArchive.open(path))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining(expected);
    }

    @Test
    void anIndexThatIsTakenForUtf32IsRefusedToo() throws IOException {
        var path = index("\0\0\0{text that is no UTF-32");
        assertThatThrownBy(() -> SafetensorsArchive.open(path))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageStartingWith(path + ": is not JSON in UTF-8: ");
    }

    @Test
    void aFolderWithoutAModelSaysWhatItLacks() {
        assertThatThrownBy(() -> SafetensorsArchive.open(folder))
                .isInstanceOf(InvalidFileException.class)
                .hasMessage(folder + ": has neither model.safetensors nor model.safetensors.index.json");
    }

    @Test
    void aFileCutShortAfterItWasOpenedIsAnErrorAndNotACrash() throws IOException {
        var path = folder.resolve("x.safetensors");
        Safetensors.write(path, Map.of("x", Tensor.zeros(Shape.of(1 << 20), DType.F32)));
        var archive = SafetensorsArchive.open(path);
        try (var channel = java.nio.channels.FileChannel.open(path, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(4096);
        }
        assertThatThrownBy(() -> archive.tensor("x"))
                .isInstanceOf(InvalidFileException.class)
                .hasMessage(path + ": became shorter while it was read");
    }

    @Test
    void damagedIndexesGiveAnErrorOrTensorsButNothingElse() throws IOException {
        var path = model();
        var whole = Files.readAllBytes(path);
        var random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            var damaged = Arrays.copyOf(whole, i % 4 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int k = 0; k < 1 + i % 3 && damaged.length > 0; k++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Files.write(path, damaged);
            try {
                var archive = SafetensorsArchive.open(path);
                for (var name : archive.names()) {
                    assertThat(archive.tensor(name)).isNotNull();
                }
            } catch (InvalidFileException e) {
                assertThat(e).hasMessageStartingWith(path + ": ");
            }
        }
    }
}
