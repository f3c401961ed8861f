package io.lanewise.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The service as users start it: a JVM of its own, with as much heap as it is given. */
final class ServiceProcess implements AutoCloseable {
    private static final Pattern SERVING = Pattern.compile("Serving \\S+ at (http://\\S+)/v1/embeddings");
    private static final Pattern WAITING = Pattern.compile("lanewise_embedder_waiting\\S* ([\\d.E+-]+)");
    private static final Pattern HEAP =
            Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\"\\S*.*?\\} ([\\d.E+-]+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final Process process;
    private final BufferedReader out;
    private final URI address;

    /**
     * What the process holds.
     *
     * @param heap bytes that a full collection leaves
     * @param resident bytes of the whole process in memory, or 0 where there is no /proc
     */
    record Memory(long heap, long resident) {
        @Override
        public String toString() {
            return "heap %.1f MB, resident %.1f MB".formatted(heap / 1e6, resident / 1e6);
        }
    }

    private ServiceProcess(Process process) throws IOException {
        this.process = process;
        this.out = process.inputReader();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            var serving = SERVING.matcher(line);
            if (serving.matches()) {
                this.address = URI.create(serving.group(1));
                return;
            }
        }
        throw new IOException("the service ended before it served");
    }

    /** Starts the service; what it logs goes to a file. All of its heap is resident from the start. */
    static ServiceProcess start(Path model, int heapMegabytes, Path log, List<String> options) throws IOException {
        var command = new ArrayList<>(List.of(
                tool("java"),
                "-Xms" + heapMegabytes + "m",
                "-Xmx" + heapMegabytes + "m",
                "-XX:+AlwaysPreTouch",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--model",
                model.toString(),
                "--port",
                "0"));
        command.addAll(options);
        var process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        try {
            return new ServiceProcess(process);
        } catch (IOException e) {
            process.destroy();
            throw new IOException(e.getMessage() + ": " + Files.readString(log), e);
        }
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    URI address() {
        return address;
    }

    HttpRequest.Builder embeddings() {
        return HttpRequest.newBuilder(address.resolve("/v1/embeddings"));
    }

    /** The texts that wait in the queue. */
    long waiting(HttpClient client) throws IOException, InterruptedException {
        return sum(WAITING, metrics(client));
    }

    Memory memory(HttpClient client) throws IOException, InterruptedException {
        var collection = new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .start();
        var said = new String(collection.getInputStream().readAllBytes());
        assertThat(collection.waitFor()).as(said).isZero();
        var status = Path.of("/proc", Long.toString(process.pid()), "status");
        long resident = Files.exists(status) ? sum(RESIDENT, Files.readString(status)) * 1024 : 0;
        return new Memory(sum(HEAP, metrics(client)), resident);
    }

    private String metrics(HttpClient client) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve("/metrics")).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static long sum(Pattern pattern, String text) {
        assertThat(text).containsPattern(pattern);
        return (long) pattern.matcher(text)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Stops the service as a platform would, and waits until it has ended. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.close();
    }
}
