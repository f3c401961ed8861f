package io.lanewise.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.pipelines.BatchingEmbedder;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that misbehave hold nothing for long, and the others are served. */
@Timeout(60)
class RudeClientsTest {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int CONNECTIONS = 4;
    private static final int HELD_BYTES = 1_000_000;

    private static EmbeddingService service;
    private static URI address;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        MiniLm.EMBEDDER.embed(Collections.nCopies(8, "a")); // until the plan for it is made
        var limits = new Limits(400_000, 64, 1000, HELD_BYTES, CONNECTIONS, LONGEST);
        var queue = new BatchingEmbedder.Limits(512, 64, Duration.ofSeconds(30));
        service = EmbeddingService.start(
                MiniLm.EMBEDDER, new EmbeddingService.Settings("minilm", "127.0.0.1", 0, limits, queue));
        address = URI.create("http://127.0.0.1:" + service.port());
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        service.close();
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(address.resolve("/v1/embeddings"))
                        .timeout(Duration.ofSeconds(30))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** On a busy machine an answer can take longer than requests may here; the service then says: come again. */
    private static void assertAnswers() throws IOException, InterruptedException {
        var request = "{\"input\":[" + "\"a\",".repeat(7) + "\"a\"]}";
        var answer = post(request);
        for (int tries = 1; tries < 10 && answer.statusCode() == 503; tries++) {
            answer = post(request);
        }
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    /** The connections that one after the other held are free again: more clients come than may be connected. */
    @ParameterizedTest
    @EnumSource
    void moreOfThemThanThereAreConnectionsAreLetGo(RudeClients.Manner manner) throws Exception {
        try (var clients = new RudeClients(address, Question.large())) {
            for (int i = 0; i < CONNECTIONS + 2; i++) {
                clients.start(manner);
            }
            assertAnswers();
            clients.awaitLetGo();
        }
    }

    @Test
    void aPartOfABodyThatIsSaidToBeHugeIsRefusedBeforeItIsRead() throws IOException {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(("POST /v1/embeddings HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7FFFFFF0\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void bodiesThatTogetherTakeTooMuchMemoryAreRefused() throws Exception {
        var refused = postBesideOthers();
        for (int tries = 1; tries < 10 && refused.statusCode() != 429; tries++) {
            refused = postBesideOthers(); // on a busy machine the service may not have seen the others, or have let them go
        }
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body()).contains("hold too much memory; come again later");
        assertAnswers();
    }

    /** The answer to a long request while three others have been announced and not sent. */
    private static HttpResponse<String> postBesideOthers() throws IOException, InterruptedException {
        try (var first = announce(HELD_BYTES / 4);
                var second = announce(HELD_BYTES / 4);
                var third = announce(HELD_BYTES / 4)) {
            Thread.sleep(LONGEST.toMillis() / 4);
            assertThat(List.of(first, second, third)).allMatch(Socket::isConnected);
            return post("{\"input\":\"a\"" + " ".repeat(HELD_BYTES / 3) + "}");
        } finally {
            Thread.sleep(LONGEST.toMillis() / 4);
        }
    }

    private static Socket announce(int length) throws IOException {
        var socket = new Socket(address.getHost(), address.getPort());
        var head = "POST /v1/embeddings HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n{";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
