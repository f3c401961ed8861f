package io.lanewise.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server, an empty cache, and a hub that waits for milliseconds where others wait for seconds. */
abstract class HubTestCase {
    static final HubClient.Patience SHORT =
            new HubClient.Patience(2, Duration.ofMillis(1), Duration.ofSeconds(2), Duration.ofSeconds(10));

    @TempDir
    Path folder;

    HubServer server;

    @BeforeEach
    void start() throws IOException {
        server = new HubServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    Path cache() {
        return folder.resolve("hub");
    }

    Path modelFolder() {
        return cache().resolve("models--org--model");
    }

    Path blob(String name) {
        return modelFolder().resolve("blobs").resolve(server.etag(name));
    }

    Path incomplete(String name) {
        return modelFolder().resolve("blobs").resolve(server.etag(name) + ".incomplete");
    }

    Hub.Builder builder() throws IOException {
        return new Hub.Builder(HubSettings.of(Map.of("HF_ENDPOINT", server.address()), folder))
                .cache(cache())
                .patience(SHORT);
    }

    ModelFiles model() throws IOException {
        return builder().build().model(HubServer.MODEL);
    }

    /** All that lies in the model's folder, relative to it. */
    List<String> cached() throws IOException {
        try (var paths = Files.walk(modelFolder())) {
            return paths.filter(path -> !Files.isDirectory(path))
                    .map(path -> modelFolder().relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
