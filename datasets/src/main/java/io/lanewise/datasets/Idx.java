package io.lanewise.datasets;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array of bytes as the MNIST data sets store it, plain or compressed with gzip: two zero bytes, 8 for unsigned
 * bytes, the number of dimensions, each size as a big-endian 32-bit number, then the elements. The file must end where
 * the elements do; nothing is allocated before the sizes were checked.
 *
 * @param sizes the dimensions' sizes
 * @param bytes the elements in row-major order
 */
public record Idx(int[] sizes, byte[] bytes) {
    /** Larger arrays are refused: the largest known data set of this form, EMNIST, has 639 MB. */
    public static final long MOST_BYTES = 1L << 30;

    private static final int UNSIGNED_BYTES = 8;
    private static final int GZIP_MAGIC = 0x1f8b;

    /**
     * Reads a file with a known number of dimensions.
     *
     * @throws DatasetException when it is truncated, too long, or of another kind
     */
    public static Idx read(Path file, int dimensions) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(file + ": no such file; expected an IDX file, plain or compressed with gzip");
        }
        try (var in = Files.newInputStream(file)) {
            return read(in, file.toString(), dimensions);
        }
    }

    /** Reads a stream to its end; {@code name} stands in messages. */
    static Idx read(InputStream source, String name, int dimensions) throws IOException {
        try {
            var in = plain(source);
            var sizes = readHeader(in, name, dimensions);
            long count = 1;
            for (int size : sizes) {
                // With sizes below 2^31 and a product at most 2^30 before, this cannot overflow.
                count *= size;
                if (count > MOST_BYTES) {
                    throw new DatasetException(name + ": its header says " + Arrays.toString(sizes) + ", more than the "
                            + MOST_BYTES + " bytes that are read at most");
                }
            }
            var bytes = readElements(in, name, sizes, (int) count);
            if (in.read() >= 0) {
                throw new DatasetException(
                        name + ": oversized: the file goes on after the " + count + " bytes that its header announces");
            }
            return new Idx(sizes, bytes);
        } catch (EOFException e) {
            throw new DatasetException(name + ": truncated: the compressed data end too early");
        } catch (ZipException e) {
            throw new DatasetException(name + ": the compressed data are damaged (" + e.getMessage() + ")");
        }
    }

    private static InputStream plain(InputStream source) throws IOException {
        var in = new BufferedInputStream(source, 1 << 16);
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static int[] readHeader(InputStream in, String name, int dimensions) throws IOException {
        int magic = readInt(in, name);
        int expected = UNSIGNED_BYTES << 8 | dimensions;
        if (magic != expected) {
            throw new DatasetException(
                    "%s: starts with 0x%08x; expected 0x%08x, an IDX file of bytes with %d dimension%s"
                            .formatted(name, magic, expected, dimensions, dimensions == 1 ? "" : "s"));
        }
        var sizes = new int[dimensions];
        for (int i = 0; i < dimensions; i++) {
            sizes[i] = readInt(in, name);
            if (sizes[i] <= 0) {
                throw new DatasetException(name + ": size " + Integer.toUnsignedString(sizes[i]) + " of dimension " + i
                        + " in its header; expected 1 to " + Integer.MAX_VALUE);
            }
        }
        return sizes;
    }

    private static int readInt(InputStream in, String name) throws IOException {
        var bytes = in.readNBytes(4);
        if (bytes.length < 4) {
            throw new DatasetException(name + ": truncated: the file ends within its header");
        }
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    /** Reads in pieces, so that a header that lies about a short file costs no more memory than the file. */
    private static byte[] readElements(InputStream in, String name, int[] sizes, int count) throws IOException {
        var bytes = new byte[Math.min(count, 1 << 26)];
        int have = 0;
        while (have < count) {
            if (have == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(count, bytes.length * 2L));
            }
            int read = in.read(bytes, have, bytes.length - have);
            if (read < 0) {
                throw new DatasetException(name + ": truncated: " + have + " bytes of the " + count
                        + " that its header announces for " + Arrays.toString(sizes));
            }
            have += read;
        }
        return bytes;
    }
}
