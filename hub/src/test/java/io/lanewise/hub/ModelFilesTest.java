package io.lanewise.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.Safetensors;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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
        assertThatThrownBy(() -> ModelFiles.directory(folder.resolve("nothing")))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> ModelFiles.directory(folder).safetensors())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("has neither model.safetensors nor model.safetensors.index.json");
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
