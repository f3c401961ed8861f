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
 * ModelFiles.of(args[0]).path("tokenizer.json"); // a folder or a name
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
     * A model as a person names it: a folder, or {@code organization/name} on the hub that the environment names. What
     * lies here comes before what the hub may have: where {@code models} is a folder, {@code models/name} is one that
     * should be in it, and the hub is not asked.
     *
     * @throws NoSuchFileException when a folder is meant and there is none
     * @throws java.nio.file.FileSystemException when it is a file
     * @throws IllegalArgumentException when it is neither a path nor the name of a model
     */
    static ModelFiles of(String folderOrName) throws IOException {
        return DirectoryFiles.isMeant(folderOrName)
                ? DirectoryFiles.of(Path.of(folderOrName))
                : Hub.standard().model(folderOrName);
    }

    /**
     * The files of a folder.
     *
     * @throws NoSuchFileException when there is no such folder
     * @throws java.nio.file.FileSystemException when it is a file
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
