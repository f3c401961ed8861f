package io.lanewise.examples.embedding;

import io.lanewise.hub.ModelFiles;
import io.lanewise.pipelines.BatchingEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the service. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serve a model's embeddings by HTTP, as OpenAI's POST /v1/embeddings.")
final class Main implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            defaultValue = "${sys:lanewise.demo.model}",
            paramLabel = "DIR|ORG/NAME",
            description = "The folder of a model with an ONNX file and a tokenizer.json, or its name on the hub."
                    + " ./lanewise brings all-MiniLM-L6-v2 along, the default.")
    private String model = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What requests call the model; default: the last part of --model.")
    private @Nullable String name;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Listen there (${DEFAULT-VALUE}).")
    private String host = "";

    @Option(names = "--port", defaultValue = "8080", description = "Listen there (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--max-body",
            defaultValue = "1048576",
            paramLabel = "BYTES",
            description = "Longer requests get 413 (${DEFAULT-VALUE}).")
    private int maxBody;

    @Option(
            names = "--max-texts",
            defaultValue = "256",
            paramLabel = "N",
            description = "Requests with more texts get 400 (${DEFAULT-VALUE}).")
    private int maxTexts;

    @Option(
            names = "--max-length",
            defaultValue = "32768",
            paramLabel = "N",
            description = "Requests with a text of more characters get 400 (${DEFAULT-VALUE}).")
    private int maxLength;

    @Option(
            names = "--max-waiting",
            defaultValue = "512",
            paramLabel = "N",
            description = "Requests get 429 while so many texts wait (${DEFAULT-VALUE}).")
    private int maxWaiting;

    @Option(
            names = "--patience",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "Requests that take longer get 503 (${DEFAULT-VALUE}).")
    private int patience;

    @Option(
            names = "--max-held",
            defaultValue = "67108864",
            paramLabel = "BYTES",
            description = "Requests get 429 while the bodies and answers of others take so much memory (${DEFAULT-VALUE}).")
    private long maxHeld;

    @Option(
            names = "--max-connections",
            defaultValue = "4096",
            paramLabel = "N",
            description = "More connections wait until others end (${DEFAULT-VALUE}).")
    private int maxConnections;

    @Option(
            names = "--timeout",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description = "Connections end on which a request is not sent and its answer not read within this time, or none"
                    + " comes (${DEFAULT-VALUE}).")
    private int timeout;

    public static void main(String[] args) {
        int code = new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, line, _) -> {
                    if (!(failure instanceof IOException || failure instanceof IllegalArgumentException)) {
                        throw failure;
                    }
                    line.getErr().println("serve: " + failure.getMessage());
                    return 1;
                })
                .execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws Exception {
        var files = ModelFiles.of(model);
        var called = name != null ? name : lastPart(model);
        var settings = new EmbeddingService.Settings(
                called,
                host,
                port,
                new Limits(
                        maxBody, maxTexts, maxLength, maxHeld, maxConnections, Duration.ofSeconds(timeout)),
                new BatchingEmbedder.Limits(
                        maxWaiting, BatchingEmbedder.Limits.STANDARD.together(), Duration.ofSeconds(patience)));
        var service = EmbeddingService.start(files, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
        System.out.println("Serving " + called + " at http://" + host + ":" + service.port() + "/v1/embeddings");
        return 0;
    }

    private static String lastPart(String model) {
        return Path.of(model).toAbsolutePath().normalize().getFileName().toString();
    }
}
