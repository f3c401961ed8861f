package io.lanewise.onnx.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files beside a model that hold elements of its tensors. Only files within the model's folder are read: neither an
 * absolute path nor {@code ..} nor a link leads out.
 */
final class ExternalData {
    private final @Nullable Path folder;
    private final Arena arena;

    /** @param folder the model's; null where a model is not a file */
    ExternalData(@Nullable Path folder, Arena arena) {
        this.folder = folder;
        this.arena = arena;
    }

    /** The bytes that a tensor's entries name, mapped from the file until the arena ends. */
    ByteBuffer bytes(String title, Map<String, String> entries) {
        var location = entries.get("location");
        if (location == null || location.isEmpty()) {
            throw new MalformedException(title + " lies in another file, and does not say in which");
        }
        if (folder == null) {
            throw new MalformedException(
                    title + " lies in the file '" + location + "' beside the model, which was not read from a folder");
        }
        try (var channel = FileChannel.open(inside(title, folder, location), StandardOpenOption.READ)) {
            long size = channel.size();
            long offset = number(title, entries, "offset", 0);
            long length = number(title, entries, "length", Math.max(0, size - offset));
            if (offset > size || length > size - offset || length > Integer.MAX_VALUE) {
                throw new MalformedException(title + " is said to be " + length + " bytes at " + offset + " of '"
                        + location + "', which has " + size);
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, length, arena)
                    .asByteBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path inside(String title, Path folder, String location) throws IOException {
        try {
            var relative = Path.of(location);
            var root = folder.toRealPath();
            var lexical = root.resolve(relative).normalize();
            if (!relative.isAbsolute() && lexical.startsWith(root)) {
                var real = lexical.toRealPath();
                if (real.startsWith(root)) {
                    return real;
                }
            }
        } catch (InvalidPathException e) {
            throw new MalformedException(title + " lies in '" + location + "', which is not a path");
        } catch (FileSystemException e) { // a name may also be too long, or lead through a file
            throw new MalformedException(title + " lies in '" + location + "' beside the model, which cannot be found");
        }
        throw new MalformedException(
                title + " lies in '" + location + "', outside of the model's folder; expected a file within it");
    }

    private static long number(String title, Map<String, String> entries, String key, long otherwise) {
        var text = entries.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Said below, as for a negative number.
        }
        throw new MalformedException(title + " has the " + key + " '" + text + "', expected a number of bytes");
    }
}
