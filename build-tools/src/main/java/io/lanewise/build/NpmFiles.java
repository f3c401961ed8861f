package io.lanewise.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Fetches files out of npm's packages, each into a folder unless it lies there: {@code NpmFiles FOLDER
 * PACKAGE@VERSION:PATH ...}. Where npm is missing or cannot fetch, it says so and ends well: the tests that need the file
 * are skipped.
 */
public final class NpmFiles {
    private static final int MOST_SECONDS = 180;

    private NpmFiles() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (String wanted : Arrays.asList(args).subList(1, args.length)) {
            int colon = wanted.lastIndexOf(':');
            String path = wanted.substring(colon + 1);
            Path file = folder.resolve(path.substring(path.lastIndexOf('/') + 1));
            if (!Files.exists(file)) {
                fetch(wanted.substring(0, colon), path, file);
            }
        }
    }

    private static void fetch(String module, String path, Path file) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(file.getParent(), "npm-");
        try {
            String npm = System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm";
            run(work, List.of(npm, "pack", "--silent", module));
            try (var archives = Files.newDirectoryStream(work, "*.tgz")) {
                for (Path archive : archives) {
                    run(work, List.of("tar", "-xzf", archive.getFileName().toString(), "package/" + path));
                }
            }
            Files.move(work.resolve("package").resolve(path), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            System.out.println("npm's " + module + " could not be fetched, tests that need its " + file.getFileName()
                    + " are skipped: " + e.getMessage());
        } finally {
            delete(work);
        }
    }

    private static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command.getFirst() + " took more than " + MOST_SECONDS + " s");
        }
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
