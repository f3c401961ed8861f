package io.lanewise.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lanewise.pipelines.BatchingEmbedder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service over real HTTP. */
@Timeout(120)
class EmbeddingServiceTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Limits LIMITS = new Limits(10_000, 8, 1000, 1 << 20, 400, Duration.ofSeconds(60));

    private static EmbeddingService service;
    private static HttpClient client;

    @BeforeAll
    static void start() throws IOException {
        var queue = new BatchingEmbedder.Limits(24, 16, Duration.ofSeconds(60));
        service = EmbeddingService.start(MiniLm.FILES, new EmbeddingService.Settings("minilm", "127.0.0.1", 0, LIMITS, queue));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        service.close();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(request("/v1/embeddings").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void embeddingsAreThoseOfTheLibraryToTheBit() throws Exception {
        var response = post("{\"model\":\"minilm\",\"input\":[\"How are you?\",\"ünï\"]}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        var json = MAPPER.readTree(response.body());
        assertThat(json.path("object").asText()).isEqualTo("list");
        assertThat(json.path("model").asText()).isEqualTo("minilm");
        var expected = MiniLm.EMBEDDER.embedWithTokens(List.of("How are you?", "ünï"));
        for (int i = 0; i < 2; i++) {
            var data = json.path("data").get(i);
            assertThat(data.path("index").asInt()).isEqualTo(i);
            assertThat(Question.vector(data.path("embedding")))
                    .isEqualTo(expected.get(i).vector());
        }
        int tokens = expected.stream().mapToInt(e -> e.ids().length).sum();
        assertThat(json.path("usage").path("total_tokens").asInt()).isEqualTo(tokens);
        var one = MAPPER.readTree(
                post("{\"input\":\"How are you?\",\"encoding_format\":\"base64\",\"dimensions\":384}").body());
        assertThat(Question.vector(one.path("data").get(0).path("embedding")))
                .isEqualTo(expected.getFirst().vector());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | the body is not JSON: ",
                "[] | the body is not a JSON object; expected one with \"input\"",
                "{} | expected a text, or a list of one or more texts",
                "{\"input\":[]} | expected a text, or a list of one or more texts",
                "{\"input\":[1,2]} | has an element that is no text (ids of tokens are not taken)",
                "{\"input\":\"a\",\"model\":\"gpt\"} | there is no model \"gpt\" here; expected \"minilm\"",
                "{\"input\":\"a\",\"dimensions\":7} | the model gives 384 dimensions; 7 were asked for",
                "{\"input\":\"a\",\"encoding_format\":\"hex\"} | expected \"float\" or \"base64\"",
                "{\"input\":[1,2,3,4,5,6,7,8,9]} | has 9 texts; expected at most 8",
                "{\"input\":\"a\",\"input\":\"b\"} | Duplicate field 'input'",
                "[[[[[[[[[[]]]]]]]]]] | nesting depth",
            })
    void wrongRequestsGetAnErrorThatSaysWhy(String body, String expected) throws Exception {
        var response = post(body);
        assertThat(response.statusCode()).isEqualTo(400);
        var error = MAPPER.readTree(response.body()).path("error");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asText()).contains(expected);
    }

    @Test
    void bodiesAndTextsThatAreTooLongAreRefused() throws Exception {
        assertThat(post("{\"input\":\"" + "a".repeat(1001) + "\"}").body())
                .contains("has a text of 1001 characters; expected at most 1000");
        var body = ("{\"input\":\"a\"}" + " ".repeat(LIMITS.bodyBytes())).getBytes();
        for (var publisher : List.of(
                HttpRequest.BodyPublishers.ofByteArray(body),
                HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))) {
            var response = send(request("/v1/embeddings").POST(publisher));
            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.body()).contains("the body is too long; expected at most 10000 bytes");
        }
    }

    @Test
    void healthModelsAndMetricsAreServed() throws Exception {
        assertThat(send(request("/health")).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(MAPPER.readTree(send(request("/v1/models")).body())
                        .path("data")
                        .get(0)
                        .path("id")
                        .asText())
                .isEqualTo("minilm");
        post("{\"input\":\"a\"}");
        post("{");
        assertThat(send(request("/metrics")).body())
                .contains("lanewise_embedder_texts_total{model=\"minilm\"}")
                .contains("lanewise_embedder_waiting{model=\"minilm\"} 0.0")
                .contains("embedding_requests_seconds_count{status=\"200\"}")
                .contains("embedding_requests_seconds_count{status=\"400\"}");
        assertThat(send(request("/v1/embeddings")).statusCode()).isIn(404, 405);
    }

    @Test
    void underMoreLoadThanItHoldsNothingHangsAndNothingIsWrong() throws Exception {
        var texts = IntStream.range(0, 6).mapToObj(i -> "word ".repeat(i * 4 + 1)).toList();
        var expected = MiniLm.EMBEDDER.embed(texts);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 300)
                    .mapToObj(i -> (Callable<Integer>) () -> {
                        var response = post("{\"input\":[\"" + texts.get(i % 6) + "\",\"" + texts.get(i / 6 % 6) + "\"]}");
                        if (response.statusCode() == 429) {
                            assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
                            return 429;
                        }
                        assertThat(response.statusCode()).isEqualTo(200);
                        var data = MAPPER.readTree(response.body()).path("data");
                        assertThat(Question.vector(data.get(0).path("embedding"))).isEqualTo(expected.get(i % 6));
                        assertThat(Question.vector(data.get(1).path("embedding"))).isEqualTo(expected.get(i / 6 % 6));
                        return 200;
                    })
                    .toList();
            var statuses = new int[600];
            for (var answer : threads.invokeAll(tasks)) {
                statuses[answer.get()]++;
            }
            assertThat(statuses[200]).isPositive();
            assertThat(statuses[429]).isPositive();
            assertThat(Arrays.stream(statuses).sum()).isEqualTo(300);
        }
        assertThat(post("{\"input\":\"after\"}").statusCode()).isEqualTo(200);
    }
}
