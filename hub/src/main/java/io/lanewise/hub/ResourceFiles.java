package io.lanewise.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Resources of a class's module or class path. One that is a file by itself is used where it lies; one in a jar is
 * copied into a temporary file on first use, which goes when the program ends, so that it can be mapped into memory.
 */
final class ResourceFiles implements ModelFiles {
    private final Class<?> type;
    private final @Nullable String prefix;
    private final Map<String, String> resources;
    private final Map<String, Path> copies = new HashMap<>();
    private @Nullable Path copyFolder;

    private ResourceFiles(Class<?> type, @Nullable String prefix, Map<String, String> resources) {
        this.type = type;
        this.prefix = prefix;
        this.resources = resources;
    }

    static ResourceFiles under(Class<?> type, String prefix) {
        return new ResourceFiles(type, prefix.endsWith("/") ? prefix : prefix + "/", Map.of());
    }

    static ResourceFiles named(Class<?> type, Map<String, String> resources) {
        resources.keySet().forEach(Names::checkFile);
        return new ResourceFiles(type, null, new TreeMap<>(resources));
    }

    @Override
    public Path path(String name) throws IOException {
        var url = url(name);
        if (url == null) {
            throw new NoSuchFileException(
                    name, null, "there is no resource " + resource(name) + " beside " + type.getName());
        }
        if (url.getProtocol().equals("file")) {
            return Path.of(uri(url));
        }
        synchronized (copies) {
            var copy = copies.get(name);
            if (copy == null || !Files.exists(copy)) {
                copy = copy(url, folder(), name);
                copies.put(name, copy);
            }
            return copy;
        }
    }

    private Path folder() throws IOException {
        var folder = copyFolder;
        if (folder == null || !Files.isDirectory(folder)) {
            folder = Files.createTempDirectory("lanewise-");
            folder.toFile().deleteOnExit();
            copyFolder = folder;
        }
        return folder;
    }

    /** Copies a resource to its name in a folder, so that files that name each other lie as they should. */
    private static Path copy(URL url, Path folder, String name) throws IOException {
        var file = folder;
        for (var part : name.split("/")) {
            if (!Files.isDirectory(file)) {
                Files.createDirectory(file);
                file.toFile().deleteOnExit();
            }
            file = file.resolve(part);
        }
        file.toFile().deleteOnExit();
        try (InputStream in = url.openStream()) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return file;
    }

    @Override
    public boolean has(String name) {
        return url(name) != null;
    }

    private @Nullable URL url(String name) {
        Names.checkFile(name);
        var resource = resource(name);
        return resource == null ? null : type.getResource(resource);
    }

    private @Nullable String resource(String name) {
        return prefix == null ? resources.get(name) : prefix + name;
    }

    @Override
    public List<String> list() throws IOException {
        var names = new TreeSet<>(resources.keySet());
        if (prefix != null) {
            var folder = type.getResource(prefix);
            if (folder == null) {
                throw new NoSuchFileException(
                        prefix,
                        null,
                        "there is no such folder of resources beside " + type.getName()
                                + "; a jar must list its folders for it to be found");
            }
            if (folder.getProtocol().equals("file")) {
                return DirectoryFiles.of(Path.of(uri(folder))).list();
            }
            if (folder.openConnection() instanceof JarURLConnection connection) {
                connection.setUseCaches(false);
                var start = connection.getEntryName();
                try (var jar = connection.getJarFile()) {
                    jar.stream()
                            .filter(entry ->
                                    !entry.isDirectory() && entry.getName().startsWith(start))
                            .map(entry -> entry.getName().substring(start.length()))
                            .filter(Names::isFile)
                            .forEach(names::add);
                }
            }
        }
        return List.copyOf(names);
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException(url + ": not the address of a file", e);
        }
    }

    @Override
    public String name() {
        return "resources of " + type.getName();
    }
}
