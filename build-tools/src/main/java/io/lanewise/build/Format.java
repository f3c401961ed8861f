package io.lanewise.build;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Checks or applies palantir-java-format on every hand-written source: {@code Format check|apply ROOT}. */
public final class Format {
    private static final String CURE = "mvn -q -pl build-tools compile exec:exec@format";

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());
    private final boolean apply;
    private final List<String> complaints = new ArrayList<>();

    private Format(boolean apply) {
        this.apply = apply;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 2 || !List.of("check", "apply").contains(args[0])) {
            System.err.println("usage: Format check|apply ROOT");
            System.exit(2);
        }
        Format format = new Format(args[0].equals("apply"));
        Path root = Path.of(args[1]).toRealPath();
        for (Path file : sources(root)) {
            format.visit(file, root.relativize(file).toString());
        }
        if (!format.complaints.isEmpty()) {
            format.complaints.forEach(System.err::println);
            System.err.println("Cure: " + CURE);
            System.exit(1);
        }
    }

    /** The modules' hand-written Java files, sorted; what is generated, golden files too, lies elsewhere. */
    static List<Path> sources(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path src : modules.flatMap(module ->
                            Stream.of("main", "test", "peers").map(kind -> module.resolve("src/" + kind + "/java")))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> tree = Files.walk(src)) {
                    tree.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                }
            }
        }
        files.sort(null);
        return files;
    }

    private void visit(Path file, String name) throws IOException {
        String source = Files.readString(file);
        String formatted;
        try {
            formatted = formatter.formatSourceAndFixImports(source);
        } catch (FormatterException e) {
            complaints.add(name + ": not formatted: " + e.getMessage());
            return;
        }
        if (formatted.equals(source)) {
            return;
        }
        if (apply) {
            Files.writeString(file, formatted);
            System.out.println("formatted " + name);
        } else {
            complaints.add(name + ": not formatted");
        }
    }
}
