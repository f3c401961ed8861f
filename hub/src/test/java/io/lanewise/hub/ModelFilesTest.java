package io.lanewise.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.Safetensors;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
    @TempDir
    Path folder;

    /** What is copied into the jar, so that resources are looked for there. */
    public static final class Anchor {}

    private Path model() throws IOException {
        var model = Files.createDirectories(folder.resolve("model-files"));
        Files.createDirectory(model.resolve("sub"));
        Files.writeString(model.resolve("sub/config.json"), "{}");
        Safetensors.write(model.resolve("part-1.safetensors"), Map.of("a", Tensor.of(1f)));
        Safetensors.write(model.resolve("part-2.safetensors"), Map.of("b", Tensor.of(2f)));
        Files.writeString(
                model.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"a\":\"part-1.safetensors\",\"b\":\"part-2.safetensors\"}}");
        return model;
    }

    private Class<?> anchorInJar() throws Exception {
        var model = model();
        var jar = folder.resolve("model.jar");
        var anchor = Anchor.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var classFile = Anchor.class.getResourceAsStream("/" + anchor)) {
            out.putNextEntry(new JarEntry("model-files/"));
            out.putNextEntry(new JarEntry("other.txt"));
            out.putNextEntry(new JarEntry(anchor));
            classFile.transferTo(out);
            for (var name : ModelFiles.directory(model).list()) {
                out.putNextEntry(new JarEntry("model-files/" + name));
                Files.copy(model.resolve(name), out);
            }
        }
        var loader = new URLClassLoader(new java.net.URL[] {jar.toUri().toURL()}, null);
        return loader.loadClass(Anchor.class.getName());
    }

    private static void assertIsTheModel(ModelFiles files) throws IOException {
        assertThat(files.list())
                .containsExactly(
                        "model.safetensors.index.json", "part-1.safetensors", "part-2.safetensors", "sub/config.json");
        assertThat(files.path("sub/config.json")).hasContent("{}");
        assertThat(files.has("sub/config.json")).isTrue();
        assertThat(files.has("config.json")).isFalse();
        assertThatThrownBy(() -> files.path("config.json")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.path("../x")).isInstanceOf(IllegalArgumentException.class);
        assertThat(files.safetensors().tensor("b").toFloatArray()).containsExactly(2);
    }

    @Test
    void aFolderIsAModel() throws IOException {
        assertIsTheModel(ModelFiles.directory(model()));
        assertThat(ModelFiles.of(folder.toString())).isEqualTo(ModelFiles.directory(folder));
        assertThatThrownBy(() -> ModelFiles.directory(folder).safetensors())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("has neither model.safetensors nor model.safetensors.index.json");
    }

    @Test
    void aFolderThatIsNotThereIsRefusedAndNoneAsksTheHub() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        var missing = folder.resolve("nothing");
        for (var path :
                new String[] {missing.toString(), "./no/such", "../such", "such", "a/b/c", "hub\\src", "src/such"}) {
            assertThatThrownBy(() -> ModelFiles.of(path))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(
                            path + ": there is no such folder; expected the folder of a model, or organization/name for"
                                    + " one on the hub");
        }
        assertThatThrownBy(() -> ModelFiles.of(file.toString()))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(file + ": is a file; expected the folder of a model");
        assertThatThrownBy(() -> ModelFiles.directory(missing)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatIsNoFolderIsANameOnTheHub() throws IOException {
        assertThat(ModelFiles.of("org/model").name())
                .isEqualTo(Hub.standard().model("org/model").name());
        assertThatThrownBy(() -> ModelFiles.of("org/model.git"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not the name of a model");
    }

    @Test
    void resourcesInAJarAreAModel() throws Exception {
        var anchor = anchorInJar();
        var files = ModelFiles.resource(anchor, "/model-files");
        assertIsTheModel(files);
        assertThat(files.path("sub/config.json")).isEqualTo(files.path("sub/config.json"));
        var renamed = ModelFiles.resources(anchor, Map.of("config.json", "/model-files/sub/config.json"));
        assertThat(renamed.list()).containsExactly("config.json");
        assertThat(renamed.path("config.json")).hasContent("{}");
        assertThat(renamed.has("sub/config.json")).isFalse();
        assertThatThrownBy(() -> ModelFiles.resource(anchor, "/nowhere").list())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no such folder of resources");
    }

    @Test
    void resourcesThatAreFilesAreUsedWhereTheyLie() throws Exception {
        model();
        var anchor = Anchor.class.getName().replace('.', '/') + ".class";
        var copy = Files.createDirectories(folder.resolve(anchor).getParent()).resolve("ModelFilesTest$Anchor.class");
        try (var classFile = Anchor.class.getResourceAsStream("/" + anchor)) {
            Files.copy(classFile, copy);
        }
        try (var loader = new URLClassLoader(new java.net.URL[] {folder.toUri().toURL()}, null)) {
            var files = ModelFiles.resource(loader.loadClass(Anchor.class.getName()), "/model-files");
            assertIsTheModel(files);
            assertThat(files.path("sub/config.json")).isEqualTo(folder.resolve("model-files/sub/config.json"));
        }
    }
}
