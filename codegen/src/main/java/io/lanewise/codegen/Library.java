package io.lanewise.codegen;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All generated sources and the list of kernels. Writing touches only the files that changed. */
final class Library {
    /** The list of kernels, a resource beside the classes. */
    static final String LIST = Names.GENERATED.replace('.', '/') + "/kernels.tsv";

    private final Map<String, String> files = new TreeMap<>();
    private final List<Kernel> kernels = new ArrayList<>();

    void add(TypeSpec type) {
        add(Classes.file(type));
    }

    void add(JavaFile file) {
        var path = file.packageName().replace('.', '/') + "/" + file.typeSpec().name() + ".java";
        if (files.put(path, Imports.complete(file.toString())) != null) {
            throw new IllegalStateException("generated twice: " + path);
        }
    }

    void list(Kernel kernel) {
        kernels.add(kernel);
    }

    /** Path below the source root to content. */
    Map<String, String> files() {
        var all = new TreeMap<>(files);
        all.put(LIST, table());
        return all;
    }

    private String table() {
        return kernels.stream()
                .sorted(Comparator.comparing(kernel -> kernel.name().toString()))
                .map(kernel -> String.join(
                        "\t",
                        kernel.name().toString(),
                        kernel.family(),
                        Integer.toString(kernel.flops()),
                        Integer.toString(kernel.bytes()),
                        kernel.scalar().simpleName(),
                        kernel.vector() == null ? "-" : kernel.vector().simpleName()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Writes the files whose content changed below a source root and deletes those that are no longer generated. */
    void write(Path root) throws IOException {
        var wanted = files();
        Files.createDirectories(root);
        try (var present = Files.walk(root)) {
            for (var file : present.filter(Files::isRegularFile).toList()) {
                if (!wanted.containsKey(root.relativize(file).toString().replace('\\', '/'))) {
                    Files.delete(file);
                }
            }
        }
        for (var entry : wanted.entrySet()) {
            var file = root.resolve(entry.getKey());
            if (!Files.exists(file) || !Files.readString(file).equals(entry.getValue())) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, entry.getValue());
            }
        }
    }
}
