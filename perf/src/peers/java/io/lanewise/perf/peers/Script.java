package io.lanewise.perf.peers;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.lanewise.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function of libtorch that DJL has no method for, as a TorchScript module of one line: an archive of the module's
 * source, its pickled state, which is a flag, and the format's version.
 */
final class Script {
    private static final String VERSION = "10\n";

    /** The empty tuple, pickled. */
    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

    /** Held, since the block works no longer once its model is collected. */
    private final Model model;

    private final Block block;
    private final ParameterStore parameters;

    /**
     * Compiles.
     *
     * @param arguments the names of the tensors that it takes
     * @param body statements, each on a line of its own, of which the last returns a tensor
     */
    Script(NDManager manager, List<String> arguments, String... body) {
        try {
            Path folder = Files.createTempDirectory("lanewise-script");
            Path file = folder.resolve("script.pt");
            Files.write(file, archive(source(arguments, body)));
            model = Model.newInstance("script", "PyTorch");
            model.load(folder, "script");
            Files.delete(file);
            Files.delete(folder);
            block = model.getBlock();
            parameters = new ParameterStore(manager, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedModelException e) {
            throw new IllegalStateException("libtorch: " + String.join("; ", body), e);
        }
    }

    /** Calls it; the caller closes the result. */
    NDArray call(NDList arguments) {
        return block.forward(parameters, arguments, false).singletonOrThrow();
    }

    /** PyTorch's number for an element type. */
    static int code(DType type) {
        return switch (type) {
            case U8 -> 0;
            case I8 -> 1;
            case I32 -> 3;
            case I64 -> 4;
            case F16 -> 5;
            case F32 -> 6;
            case F64 -> 7;
            case BOOL -> 11;
            case BF16 -> 15;
        };
    }

    private static String source(List<String> arguments, String... body) {
        var text = new StringBuilder("""
            class Peer(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Peer\
            """);
        arguments.forEach(name -> text.append(",\n    ").append(name).append(": Tensor"));
        text.append(") -> Tensor:\n");
        for (String line : body) {
            text.append("    ").append(line).append('\n');
        }
        return text.toString();
    }

    private static byte[] archive(String source) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            put(zip, "data.pkl", state());
            put(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "constants.pkl", NO_CONSTANTS);
            put(zip, "version", VERSION.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Pickle's opcodes for an object of the class, whose dictionary says {@code training: False}. */
    private static byte[] state() {
        String text = "\u0080\2c__torch__\nPeer\n)\u0081}(X\10\0\0\0training\u0089ub.";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var entry = new ZipEntry("script/" + name);
        var sum = new CRC32();
        sum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
