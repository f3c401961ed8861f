package io.lanewise.pipelines;

import io.lanewise.hub.ModelFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Finds files among a model's, whatever they are called. */
final class OnnxFiles {
    private OnnxFiles() {}

    /** Finds a model's file in a folder: one of the usual names, or the only one that ends with {@code .onnx}. */
    static Path find(ModelFiles files, String folder, List<String> usual) throws IOException {
        for (var name : usual) {
            if (files.has(folder + name)) {
                return files.path(folder + name);
            }
        }
        return only(files, ".onnx", usual);
    }

    /** The only file whose name has this end. */
    static Path only(ModelFiles files, String end, List<String> usual) throws IOException {
        var candidates =
                files.list().stream().filter(name -> name.endsWith(end)).toList();
        if (candidates.size() != 1) {
            throw new NoSuchFileException(
                    files.name(),
                    null,
                    "expected one of " + usual + ", or one file that ends with " + end + "; found " + candidates);
        }
        return files.path(candidates.getFirst());
    }
}
