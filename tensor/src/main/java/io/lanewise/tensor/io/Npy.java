package io.lanewise.tensor.io;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * NumPy's {@code .npy} files of one array: versions 1 to 3, little endian, in C's or Fortran's order. Files are not
 * trusted: whatever is wrong with one gives an {@link InvalidFileException}, and no more memory is asked for than the
 * file is long.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** The longest header that is read; NumPy itself stops at 10,000 unless it is told to trust the file. */
    private static final int LONGEST_HEADER = 1 << 16;

    private static final Map<String, DType> TYPES = Map.of(
            "<f4", DType.F32,
            "<f8", DType.F64,
            "<f2", DType.F16,
            "<i4", DType.I32,
            "<i8", DType.I64,
            "|i1", DType.I8,
            "|u1", DType.U8,
            "|b1", DType.BOOL);

    private Npy() {}

    /**
     * Reads an array.
     *
     * @throws InvalidFileException when the file is not valid, or holds elements of another type than f4, f8, f2, i4,
     *     i8, i1, u1 and b1
     */
    public static Tensor read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            var start = ByteBuffer.allocate((int) Math.min(12, size)).order(ByteOrder.LITTLE_ENDIAN);
            Elements.readFully(channel, start, 0);
            int version = version(file, start);
            int headerStart = version == 1 ? 10 : 12;
            if (size < headerStart) {
                throw new InvalidFileException(file, "has " + size + " bytes; the header alone needs more");
            }
            long headerBytes = version == 1 ? start.getShort(8) & 0xFFFF : start.getInt(8) & 0xFFFFFFFFL;
            if (headerBytes > Math.min(LONGEST_HEADER, size - headerStart)) {
                throw new InvalidFileException(
                        file,
                        "says that its header has " + headerBytes + " bytes; expected at most "
                                + Math.min(LONGEST_HEADER, size - headerStart));
            }
            var text = new byte[(int) headerBytes];
            Elements.readFully(channel, ByteBuffer.wrap(text), headerStart);
            var charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
            var header = NpyHeader.parse(file, new String(text, charset));
            return readElements(file, channel, header, headerStart + headerBytes);
        }
    }

    private static int version(Path file, ByteBuffer start) throws InvalidFileException {
        if (start.limit() < 10 || !start.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new InvalidFileException(file, "is not a .npy file: it does not begin with \\x93NUMPY and a version");
        }
        int major = start.get(6);
        int minor = start.get(7);
        if (major < 1 || major > 3 || minor != 0) {
            throw new InvalidFileException(file, "is of version " + major + "." + minor + "; expected 1.0, 2.0 or 3.0");
        }
        return major;
    }

    private static Tensor readElements(Path file, FileChannel channel, NpyHeader header, long position)
            throws IOException {
        var dtype = TYPES.get(header.descr());
        if (dtype == null) {
            throw new InvalidFileException(
                    file,
                    "holds elements of type '" + header.descr() + "'; expected one of "
                            + TYPES.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        long elements = header.elements(file);
        long bytes = channel.size() - position;
        if (bytes != elements * dtype.bytes()) {
            throw new InvalidFileException(
                    file,
                    "has " + bytes + " bytes of elements; expected "
                            + elements * dtype.bytes() + " for shape " + header.shape() + " of type '"
                            + header.descr() + "'");
        }
        var sizes = header.shape().stream().mapToInt(Integer::intValue).toArray();
        var array = Elements.read(channel, position, dtype, (int) elements);
        if (!header.fortranOrder()) {
            return Tensor.wrap(array, dtype, Shape.of(sizes));
        }
        int rank = sizes.length;
        var reversed = new int[rank];
        var axes = new int[rank];
        for (int d = 0; d < rank; d++) {
            reversed[d] = sizes[rank - 1 - d];
            axes[d] = rank - 1 - d;
        }
        return Tensor.wrap(array, dtype, Shape.of(reversed)).permute(axes);
    }

    /**
     * Writes a tensor in C's order: the file appears whole or not at all.
     *
     * @throws DTypeException for bf16, which NumPy does not have
     */
    public static void write(Path file, Tensor tensor) throws IOException {
        var header = header(tensor).getBytes(StandardCharsets.ISO_8859_1);
        int version = header.length > 0xFFFF ? 2 : 1;
        var start = ByteBuffer.allocate(version == 1 ? 10 : 12).order(ByteOrder.LITTLE_ENDIAN);
        start.put(MAGIC).put((byte) version).put((byte) 0);
        if (version == 1) {
            start.putShort((short) header.length);
        } else {
            start.putInt(header.length);
        }
        AtomicFile.write(file, channel -> {
            AtomicFile.writeFully(channel, start.flip());
            AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
            Elements.write(channel, tensor.toArray(), tensor.dtype());
        });
    }

    /** As NumPy writes it, filled up with spaces so that the elements start at a multiple of 64. */
    private static String header(Tensor tensor) {
        var descr = TYPES.entrySet().stream()
                .filter(entry -> entry.getValue() == tensor.dtype())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new DTypeException("npy: NumPy has no type " + tensor.dtype()
                        + "; convert the tensor to f32, or write safetensors"));
        var sizes = Arrays.stream(tensor.shape().toArray())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        var shape = tensor.dim() == 1 ? "(" + sizes + ",)" : "(" + sizes + ")";
        var text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int unpadded = 10 + text.length() + 1;
        return text + " ".repeat((64 - unpadded % 64) % 64) + "\n";
    }
}
