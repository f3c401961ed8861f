package io.lanewise.hub;

import io.lanewise.tensor.io.SafetensorsArchive;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The files of one model, wherever they are. A file's name is its path in the model's folder, with {@code /} on every
 * system. Any number of threads may ask at once.
 *
 * <pre>{@code
 * ModelFiles.directory(Path.of("models/all-MiniLM-L6-v2")).path("tokenizer.json");
 * ModelFiles.resource(MyService.class, "/models/all-MiniLM-L6-v2").path("tokenizer.json");
 * Hub.standard().model("sentence-transformers/all-MiniLM-L6-v2").path("tokenizer.json");
 * }</pre>
 */
public sealed interface ModelFiles permits DirectoryFiles, ResourceFiles, HubFiles {
    /**
     * A path of a file on this machine that stays as it is while the program runs: a download or a copy is made where
     * one is needed.
     *
     * @throws NoSuchFileException when the model has no such file
     * @throws IllegalArgumentException when the name is no relative path, or leaves the model's folder
     */
    Path path(String name) throws IOException;

    /**
     * Whether the model has a file of this name.
     *
     * @throws IllegalArgumentException when the name is no relative path, or leaves the model's folder
     */
    boolean has(String name) throws IOException;

    /** The names of the model's files, in order. */
    List<String> list() throws IOException;

    /** What the model is called in messages. */
    String name();

    /**
     * The model's weights from {@code model.safetensors}, or from the several files that {@code
     * model.safetensors.index.json} names: mapped into memory, each tensor read when it is asked for.
     *
     * @throws NoSuchFileException when the model has neither
     * @throws io.lanewise.tensor.io.InvalidFileException when one of the files is not valid
     */
    default SafetensorsArchive safetensors() throws IOException {
        if (has(SafetensorsArchive.MODEL)) {
            return SafetensorsArchive.open(path(SafetensorsArchive.MODEL));
        }
        if (!has(SafetensorsArchive.INDEX)) {
            throw new NoSuchFileException(
                    name(), null, "has neither " + SafetensorsArchive.MODEL + " nor " + SafetensorsArchive.INDEX);
        }
        var index = path(SafetensorsArchive.INDEX);
        for (var file : SafetensorsArchive.files(index)) {
            path(file); // puts it beside the index
        }
        return SafetensorsArchive.open(index);
    }

    /**
     * The files of a folder.
     *
     * @throws java.nio.file.NotDirectoryException when it is none
     */
    static ModelFiles directory(Path folder) throws IOException {
        return DirectoryFiles.of(folder);
    }

    /**
     * The resources under a prefix, as {@link Class#getResource} finds them from a class: {@code "/models/m"} from the
     * root of its class path or module, {@code "m"} from its package. A module must open the package in which they lie;
     * folders whose names are no names of packages, such as {@code /models/all-MiniLM-L6-v2}, are always open.
     */
    static ModelFiles resource(Class<?> type, String prefix) {
        return ResourceFiles.under(type, prefix);
    }

    /** Resources by the names that the model's files have: {@code Map.of("model.onnx", "/all-minilm-l6-v2.onnx")}. */
    static ModelFiles resources(Class<?> type, Map<String, String> resources) {
        return ResourceFiles.named(type, resources);
    }
}
