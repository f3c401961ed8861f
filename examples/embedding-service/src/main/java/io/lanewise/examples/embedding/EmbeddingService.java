package io.lanewise.examples.embedding;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.lanewise.hub.ModelFiles;
import io.lanewise.metrics.EmbedderMetrics;
import io.lanewise.pipelines.BatchingEmbedder;
import io.lanewise.pipelines.SentenceEmbedder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;

/**
 * A server with {@code POST /v1/embeddings}, {@code GET /v1/models}, {@code /health} and {@code /metrics}. Requests run
 * on virtual threads; one thread runs the model, for all requests that wait at that moment.
 */
final class EmbeddingService implements AutoCloseable {
    private static final String JSON = "application/json";

    private final WebServer server;
    private final BatchingEmbedder queue;
    private final Deadlines deadlines;

    /**
     * What a service is made of.
     *
     * @param model the name by which requests call the model
     * @param host the address to listen at
     * @param port the port, or 0 for one that is free
     */
    record Settings(String model, String host, int port, Limits limits, BatchingEmbedder.Limits queue) {}

    private EmbeddingService(WebServer server, BatchingEmbedder queue, Deadlines deadlines) {
        this.server = server;
        this.queue = queue;
        this.deadlines = deadlines;
    }

    /** Loads the model, runs it until it is fast, and listens. */
    static EmbeddingService start(ModelFiles files, Settings settings) throws IOException {
        var embedder = SentenceEmbedder.load(files);
        embedder.warmUp();
        return start(embedder, settings);
    }

    /** Listens, with a model that is loaded. */
    static EmbeddingService start(SentenceEmbedder embedder, Settings settings) {
        int width = embedder.embed("").length;
        var limits = settings.limits();
        var queue = new BatchingEmbedder(embedder, settings.queue());
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new EmbedderMetrics(embedder, queue, settings.model()).bindTo(meters);
        new JvmMemoryMetrics().bindTo(meters);
        var embeddings = new EmbeddingsRoute(queue, settings.model(), width, limits, meters);
        var deadlines = new Deadlines(limits.longest());
        var server = WebServer.builder()
                .host(settings.host())
                .port(settings.port())
                .idleConnectionTimeout(limits.longest())
                .idleConnectionPeriod(limits.longest().dividedBy(4))
                .maxTcpConnections(limits.connections())
                // What goes beyond is not read: a part of a body, whose length its sender says, is held as a whole.
                .maxPayloadSize(2L * limits.bodyBytes())
                .addProtocol(Http1Config.builder().addReceiveListener(deadlines).build())
                .routing(routing -> route(routing, embeddings, settings.model(), meters))
                .build()
                .start();
        return new EmbeddingService(server, queue, deadlines);
    }

    private static void route(
            HttpRouting.Builder routing, EmbeddingsRoute embeddings, String model, PrometheusMeterRegistry meters) {
        var id = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(model));
        routing.post("/v1/embeddings", embeddings)
                .get("/v1/models", (_, response) -> response.header(HeaderNames.CONTENT_TYPE, JSON)
                        .send("{\"object\":\"list\",\"data\":[{\"id\":\"" + id
                                + "\",\"object\":\"model\",\"owned_by\":\"lanewise\"}]}"))
                .get("/health", (_, response) -> response.header(HeaderNames.CONTENT_TYPE, JSON)
                        .send("{\"status\":\"UP\"}"))
                .get("/metrics", (_, response) -> response.header(
                                HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                        .send(meters.scrape()));
    }

    int port() {
        return server.port();
    }

    /** Answers what was accepted, and stops. */
    @Override
    public void close() {
        queue.close();
        server.stop();
        deadlines.close();
    }
}
