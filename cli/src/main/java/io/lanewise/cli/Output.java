package io.lanewise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The folder of a training's results. */
record Output(Path folder) {
    private static final Pattern TEMPORARY = Pattern.compile("\\..*\\.(\\d{1,18})-\\d+\\.tmp");

    Path model() {
        return folder.resolve("model.safetensors");
    }

    Path metrics() {
        return folder.resolve("metrics.json");
    }

    Path chart() {
        return folder.resolve("training.png");
    }

    Path checkpoint() {
        return folder.resolve("checkpoint.safetensors");
    }

    /** Makes the folder, and removes what a training that was killed while it wrote has left in it. */
    void create() throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.newDirectoryStream(folder, ".{model,metrics,training,checkpoint}.*.tmp")) {
            for (var file : files) {
                if (!isBeingWritten(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** {@link io.lanewise.tensor.io.AtomicFile}'s temporary names have the number of the process that writes. */
    private static boolean isBeingWritten(Path temporary) {
        var process = TEMPORARY.matcher(temporary.getFileName().toString());
        return !process.matches()
                || ProcessHandle.of(Long.parseLong(process.group(1))).isPresent();
    }
}
