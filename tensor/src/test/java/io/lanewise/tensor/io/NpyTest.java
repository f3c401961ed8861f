package io.lanewise.tensor.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @TempDir
    Path folder;

    private Path file(int version, String header, byte... data) throws IOException {
        var text = header.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate((version == 1 ? 10 : 12) + text.length + data.length);
        bytes.order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) version).put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) text.length);
        } else {
            bytes.putInt(text.length);
        }
        return Files.write(folder.resolve("t.npy"), bytes.put(text).put(data).array());
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "BF16")
    void everyTypeComesBackAsItWasWritten(DType dtype) throws IOException {
        var path = folder.resolve("x.npy");
        for (var shape : new Shape[] {Shape.of(2, 3), Shape.of(6), Shape.of(6, 1, 1)}) {
            var x = Tensor.of(0L, 1, 1, 0, 1, 0).to(dtype).reshape(shape.toArray());
            Npy.write(path, x);
            assertThat(Npy.read(path).shape()).isEqualTo(shape);
            assertThat(Npy.read(path).dtype()).isEqualTo(dtype);
            assertThat(Npy.read(path).toArray()).isEqualTo(x.toArray());
        }
        Npy.write(path, Tensor.scalar(1, dtype));
        assertThat(Npy.read(path).shape()).isEqualTo(Shape.SCALAR);
        Npy.write(path, Tensor.zeros(Shape.of(0, 2), dtype));
        assertThat(Npy.read(path).shape()).isEqualTo(Shape.of(0, 2));
    }

    @Test
    void theBytesAreNumpys() throws IOException {
        var path = folder.resolve("x.npy");
        Npy.write(path, Tensor.of(1L, 2, 3).to(DType.U8));
        var bytes = Files.readAllBytes(path);
        assertThat(bytes).hasSize(131);
        assertThat(new String(bytes, 10, 118, StandardCharsets.US_ASCII))
                .isEqualTo("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }" + " ".repeat(60) + "\n");
        assertThat(Arrays.copyOf(bytes, 10)).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void fortranOrderIsReadInEveryVersion(int version) throws IOException {
        var header = "{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3)}\n";
        var x = Npy.read(file(version, header, (byte) 1, (byte) 4, (byte) 2, (byte) 5, (byte) 3, (byte) 6));
        assertThat(x.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(x.toLongArray()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), } | elements of type '>f4'",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } | has 4 bytes of elements; expected 8",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), } | 2^31 elements or more",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), } | no size from 0",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), } | no size from 0",
                "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,), } | neither True nor False",
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), } | twice",
                "{'descr': '<f4', 'shape': (1,), } | not all of",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1} | unknown key 'x'",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } print | more text",
                "{'descr: | without an end",
                "nonsense | no {",
            })
    void brokenHeadersAreRefusedInOneClearLine(String header, String expected) throws IOException {
        var path = file(1, header, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        assertThatThrownBy(() -> Npy.read(path))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining(expected);
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        for (var content :
                new String[] {"", "\u0093NUMPY", "PK\u0003\u0004 and more than ten bytes", "\u0093NUMPY\u0009\u0000ab"
                }) {
            var path = Files.write(folder.resolve("x"), content.getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> Npy.read(path)).isInstanceOf(InvalidFileException.class);
        }
        assertThatThrownBy(() -> Npy.write(folder.resolve("x"), Tensor.zeros(Shape.of(1), DType.BF16)))
                .isInstanceOf(DTypeException.class);
    }

    @Test
    void damagedFilesGiveAnErrorOrATensorButNothingElse() throws IOException {
        var path = folder.resolve("x.npy");
        Npy.write(path, Tensor.of(1f, 2));
        var whole = Files.readAllBytes(path);
        var random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            var damaged = Arrays.copyOf(whole, i % 4 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int k = 0; k < 1 + i % 3 && damaged.length > 0; k++) {
                damaged[random.nextInt(Math.min(damaged.length, 80))] = (byte) random.nextInt(256);
            }
            Files.write(path, damaged);
            try {
                assertThat(Npy.read(path).elements()).isLessThanOrEqualTo(whole.length);
            } catch (InvalidFileException e) {
                assertThat(e).hasMessageStartingWith(path + ": ");
            }
        }
    }
}
