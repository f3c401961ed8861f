import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the subset of Fashion-MNIST that the datasets module carries: of each class the first 600 training and the
 * first 100 test images, in the order of the full set.
 *
 * <pre>java tools/EmbedFashionMnist.java FOLDER-OF-THE-FULL-SET</pre>
 */
final class EmbedFashionMnist {
    private static final Path RESOURCES = Path.of("datasets/src/main/resources/io/lanewise/datasets/fashion-mnist");
    private static final int CLASSES = 10;

    private EmbedFashionMnist() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: java tools/EmbedFashionMnist.java FOLDER-OF-THE-FULL-SET");
            System.exit(2);
        }
        Files.createDirectories(RESOURCES);
        embed(Path.of(args[0]), "train", 600);
        embed(Path.of(args[0]), "t10k", 100);
    }

    private static void embed(Path full, String part, int perClass) throws IOException {
        String imagesName = part + "-images-idx3-ubyte.gz";
        String labelsName = part + "-labels-idx1-ubyte.gz";
        try (var images = open(full.resolve(imagesName));
                var labels = open(full.resolve(labelsName))) {
            images.readInt();
            labels.readInt();
            int count = images.readInt();
            labels.readInt();
            int rows = images.readInt();
            int columns = images.readInt();
            var pixels = ByteBuffer.allocate(CLASSES * perClass * rows * columns);
            var classes = ByteBuffer.allocate(CLASSES * perClass);
            var taken = new int[CLASSES];
            for (int i = 0; i < count; i++) {
                byte[] image = images.readNBytes(rows * columns);
                int label = labels.readByte();
                if (taken[label]++ < perClass) {
                    pixels.put(image);
                    classes.put((byte) label);
                }
            }
            int kept = classes.position();
            write(RESOURCES.resolve(imagesName), header(0x803, kept, rows, columns), pixels);
            write(RESOURCES.resolve(labelsName), header(0x801, kept), classes);
        }
    }

    private static DataInputStream open(Path file) throws IOException {
        return new DataInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16));
    }

    private static ByteBuffer header(int... numbers) {
        var buffer = ByteBuffer.allocate(4 * numbers.length);
        for (int number : numbers) {
            buffer.putInt(number);
        }
        return buffer;
    }

    private static void write(Path file, ByteBuffer header, ByteBuffer body) throws IOException {
        try (var out = new SmallGzip(Files.newOutputStream(file))) {
            out.write(header.array(), 0, header.position());
            out.write(body.array(), 0, body.position());
        }
        System.out.println(file + ": " + Files.size(file) + " bytes");
    }

    /** Gzip at the highest level; its header has no time, so that the same input gives the same file. */
    private static final class SmallGzip extends GZIPOutputStream {
        SmallGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
