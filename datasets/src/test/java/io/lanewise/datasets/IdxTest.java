package io.lanewise.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    private static final byte[] WHOLE = IdxFiles.idx(0x802, new int[] {2, 3}, new byte[] {1, 2, 3, 4, 5, -1});

    @TempDir
    private Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("data"), content);
    }

    private byte[] zipped() throws IOException {
        var file = folder.resolve("zipped");
        IdxFiles.gzip(file, WHOLE);
        return Files.readAllBytes(file);
    }

    private static void assertRefused(Path file, int dimensions, String... parts) {
        assertThatThrownBy(() -> Idx.read(file, dimensions))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("\n");
    }

    @Test
    void plainAndCompressedFilesAreTheSame() throws IOException {
        for (var content : new byte[][] {WHOLE, zipped()}) {
            var idx = Idx.read(file(content), 2);
            assertThat(idx.sizes()).containsExactly(2, 3);
            assertThat(idx.bytes()).containsExactly(1, 2, 3, 4, 5, -1);
        }
    }

    @Test
    void everyTruncationIsSaid() throws IOException {
        for (int length = 0; length < WHOLE.length; length++) {
            assertRefused(file(Arrays.copyOf(WHOLE, length)), 2, "truncated");
        }
    }

    @Test
    void everyTruncationOfACompressedFileIsSaid() throws IOException {
        var bytes = zipped();
        for (int length = 2; length < bytes.length; length++) {
            assertRefused(file(Arrays.copyOf(bytes, length)), 2, "truncated");
        }
    }

    @Test
    void damagedCompressionIsSaid() throws IOException {
        var bytes = zipped();
        bytes[bytes.length - 6] ^= 1;
        assertRefused(file(bytes), 2, "damaged");
    }

    @Test
    void moreThanTheHeaderAnnouncesIsOversized() throws IOException {
        assertRefused(file(Arrays.copyOf(WHOLE, WHOLE.length + 1)), 2, "oversized", "6 bytes");
    }

    @Test
    void otherKindsOfFilesAreNamedByTheirFirstBytes() throws IOException {
        assertRefused(file(WHOLE), 3, "0x00000802", "expected 0x00000803", "3 dimensions");
        assertRefused(file("PNG or so".getBytes(StandardCharsets.US_ASCII)), 1, "0x504e4720", "1 dimension");
    }

    @Test
    void sizesThatCannotBeAreRefusedBeforeAnythingIsAllocated() throws IOException {
        var cube = IdxFiles.idx(0x803, new int[] {1 << 30, 1 << 30, 1 << 30}, new byte[0]);
        assertRefused(file(cube), 3, "more than", "read at most");
        assertRefused(file(IdxFiles.idx(0x801, new int[] {-1}, new byte[0])), 1, "size 4294967295");
        assertRefused(file(IdxFiles.idx(0x801, new int[] {1 << 30}, new byte[9])), 1, "truncated", "9 bytes");
    }

    @Test
    void aMissingFileIsNamed() {
        assertRefused(folder.resolve("nothing"), 1, "no such file");
    }
}
