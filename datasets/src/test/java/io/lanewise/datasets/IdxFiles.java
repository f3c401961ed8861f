package io.lanewise.datasets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes files for the tests. */
final class IdxFiles {
    private IdxFiles() {}

    static byte[] idx(int magic, int[] sizes, byte[] elements) {
        var buffer = ByteBuffer.allocate(4 + 4 * sizes.length + elements.length).putInt(magic);
        for (int size : sizes) {
            buffer.putInt(size);
        }
        return buffer.put(elements).array();
    }

    static byte[] images(int count) {
        var pixels = new byte[count * 784];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        return idx(0x803, new int[] {count, 28, 28}, pixels);
    }

    static byte[] labels(int... labels) {
        var bytes = new byte[labels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) labels[i];
        }
        return idx(0x801, new int[] {labels.length}, bytes);
    }

    static void gzip(Path file, byte[] content) throws IOException {
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content);
        }
    }
}
