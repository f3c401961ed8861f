package io.lanewise.examples.embedding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.lanewise.pipelines.BatchingEmbedder;
import io.lanewise.pipelines.SentenceEmbedding;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** Answers POST /v1/embeddings. */
final class EmbeddingsRoute implements Handler {
    private static final System.Logger LOG = System.getLogger("io.lanewise.examples.embedding");
    private static final JsonFactory JSON = new JsonFactory();

    /** About what a number takes in an answer. */
    private static final int BYTES_PER_NUMBER = 12;

    private final BatchingEmbedder embedder;
    private final String model;
    private final int width;
    private final Limits limits;
    private final MeterRegistry meters;
    private final Budget budget;

    EmbeddingsRoute(BatchingEmbedder embedder, String model, int width, Limits limits, MeterRegistry meters) {
        this.embedder = embedder;
        this.model = model;
        this.width = width;
        this.limits = limits;
        this.meters = meters;
        this.budget = new Budget(limits.heldBytes());
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
        var timer = Timer.start(meters);
        try (var share = budget.share()) {
            Status status;
            byte[] body;
            try {
                var asked = EmbeddingRequest.parse(body(request, share), model, width, limits);
                hold((long) asked.texts().size() * width * BYTES_PER_NUMBER, share);
                body = answer(embedder.embed(asked.texts()), asked.base64());
                status = Status.OK_200;
            } catch (CloseConnectionException | RequestException e) {
                throw e; // the client went away, stalled, or sent what is not HTTP: the server's affair
            } catch (Exception e) {
                var refusal = refusal(e);
                status = refusal.status();
                body = error(refusal);
            }
            if (status.code() == Status.TOO_MANY_REQUESTS_429.code()
                    || status.code() == Status.SERVICE_UNAVAILABLE_503.code()) {
                response.header(HeaderNames.RETRY_AFTER, "1");
            }
            timer.stop(Timer.builder("embedding.requests")
                    .tag("status", status.codeText())
                    .register(meters));
            send(status, body, response);
        }
    }

    private static void send(Status status, byte[] body, ServerResponse response) {
        try {
            response.status(status)
                    .header(HeaderNames.CONTENT_TYPE, "application/json")
                    .send(body);
        } catch (UncheckedIOException e) {
            throw new CloseConnectionException("the client went away before it read the answer", e);
        }
    }

    private static void hold(long bytes, Budget.Share share) throws ApiException {
        if (!share.take(bytes)) {
            throw new ApiException(
                    Status.TOO_MANY_REQUESTS_429,
                    "overloaded_error",
                    null,
                    "the requests that are answered now hold too much memory; come again later");
        }
    }

    private byte[] body(ServerRequest request, Budget.Share share) throws IOException, ApiException {
        long said = request.headers().contentLength().orElse(limits.bodyBytes());
        if (said <= limits.bodyBytes()) {
            hold(said, share);
            try {
                // Not closed: that would read the rest first, whatever it is.
                var body = request.content().inputStream().readNBytes(limits.bodyBytes() + 1);
                if (body.length <= limits.bodyBytes()) {
                    return body;
                }
            } catch (DataReader.InsufficientDataAvailableException e) {
                throw new CloseConnectionException("the client went away while it sent a request", e);
            }
        }
        throw new ApiException(
                Status.REQUEST_ENTITY_TOO_LARGE_413,
                "invalid_request_error",
                null,
                "the body is too long; expected at most " + limits.bodyBytes() + " bytes");
    }

    private static ApiException refusal(Exception failure) {
        return switch (failure) {
            case ApiException e -> e;
            case RejectedExecutionException _ -> new ApiException(
                    Status.TOO_MANY_REQUESTS_429, "overloaded_error", null, "too many texts wait; come again later");
            case TimeoutException _ -> new ApiException(
                    Status.SERVICE_UNAVAILABLE_503, "overloaded_error", null, "it took too long; come again later");
            case InterruptedException _ -> new ApiException(
                    Status.SERVICE_UNAVAILABLE_503, "overloaded_error", null, "the service is stopping");
            default -> {
                LOG.log(System.Logger.Level.ERROR, "a request failed", failure);
                yield new ApiException(
                        Status.INTERNAL_SERVER_ERROR_500, "server_error", null, "the request failed; the log says why");
            }
        };
    }

    private byte[] answer(List<SentenceEmbedding> embeddings, boolean base64) throws IOException {
        var bytes = new ByteArrayOutputStream();
        int tokens = embeddings.stream().mapToInt(e -> e.ids().length).sum();
        try (var json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (int i = 0; i < embeddings.size(); i++) {
                json.writeStartObject();
                json.writeStringField("object", "embedding");
                json.writeNumberField("index", i);
                json.writeFieldName("embedding");
                write(embeddings.get(i).vector(), base64, json);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("model", model);
            json.writeObjectFieldStart("usage");
            json.writeNumberField("prompt_tokens", tokens);
            json.writeNumberField("total_tokens", tokens);
            json.writeEndObject();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(float[] vector, boolean base64, JsonGenerator json) throws IOException {
        if (base64) {
            var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            json.writeString(Base64.getEncoder().encodeToString(bytes.array()));
            return;
        }
        json.writeStartArray();
        for (float value : vector) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    private static byte[] error(ApiException e) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("message", e.getMessage());
            json.writeStringField("type", e.type());
            json.writeStringField("param", e.parameter());
            json.writeNullField("code");
            json.writeEndObject();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
