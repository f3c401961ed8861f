package io.lanewise.hub;

import static io.lanewise.hub.HubServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hub refuses, repeats, or sends elsewhere. */
class RefusalTest extends HubTestCase {
    private static final String FILE = "config.json";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "401 | - | there is no such model, or it is private: check its name, or set HF_TOKEN",
                "401 | RepoNotFound | there is no such model, or it is private",
                "401 | GatedRepo | accept them, and set HF_TOKEN",
                "403 | GatedRepo | access is granted to those who accepted the model's terms",
                "403 | - | this token may not read the model",
                "404 | RepoNotFound | there is no such model, or it is private",
                "404 | RevisionNotFound | the model has no revision \"main\"",
                "404 | - | there is nothing at this address",
                "418 | - | it was expected to send the file",
            })
    void aRefusalSaysWhatHelps(int status, String code, String expected) throws IOException {
        server.file(FILE, "{}");
        server.answer("HEAD", FILE, code == null ? status(status) : status(status, "X-Error-Code", code));
        assertThatThrownBy(() -> model().path(FILE))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessageStartingWith("org/model, config.json: the hub answers " + status + ": ")
                .hasMessageContaining(expected)
                .hasMessageContaining(server.address());
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void aModelThatIsNotThereIsSaid() throws IOException {
        var other = builder().build().model("org/other");
        assertThatThrownBy(() -> other.path(FILE)).hasMessageContaining("org/other, config.json: the hub answers 401");
        assertThatThrownBy(other::list).hasMessageContaining("the list of its files: the hub answers 401");
        assertThatThrownBy(() -> other.has(FILE)).isInstanceOf(HubException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void whatPassesIsAskedAgain(int status) throws IOException {
        server.file(FILE, "{}");
        server.answer("HEAD", FILE, status(status), status(status));
        server.answer("GET", FILE, status(status));
        assertThat(model().path(FILE)).hasContent("{}");
        assertThat(server.requests).hasSize(5);
    }

    @Test
    void whatDoesNotPassEndsInAnError() throws IOException {
        server.file(FILE, "{}");
        server.answer("HEAD", FILE, status(429), status(429), status(429));
        assertThatThrownBy(() -> model().path(FILE))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.status()).isEqualTo(429))
                .hasMessageContaining("the hub answers 429 after 3 tries: it limits how often it is asked");
        assertThatThrownBy(() -> builder().retries(-1)).hasMessage("hub: retries -1; expected 0 or more");
    }

    @Test
    void aPauseThatTheHubAsksForIsMade() throws IOException {
        server.file(FILE, "{}");
        server.answer("HEAD", FILE, status(429, "Retry-After", "1"));
        long start = System.nanoTime();
        model().path(FILE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
    }

    @Test
    void aPauseThatIsTooLongIsSaid() throws IOException {
        server.file(FILE, "{}");
        var later = ZonedDateTime.now(ZoneOffset.UTC).plusHours(1).format(DateTimeFormatter.RFC_1123_DATE_TIME);
        server.answer("HEAD", FILE, status(503, "Retry-After", "3600"), status(503, "Retry-After", later));
        assertThatThrownBy(() -> model().path(FILE)).hasMessageContaining("and asks to wait 3600 seconds");
        assertThatThrownBy(() -> model().path(FILE)).hasMessageMatching(".*asks to wait 3[56]\\d\\d seconds");
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void theTokenGoesToTheHubAndNowhereElse() throws IOException {
        var content = server.large("model.onnx", 1000);
        try (var elsewhere = new HubServer()) {
            elsewhere.large("model.onnx", 1000);
            server.answer(
                    "GET",
                    "model.onnx",
                    status(302, "Location", elsewhere.address() + "/org/model/resolve/main/model.onnx"));
            var hub = builder().token("secret").build();
            assertThat(hub.model(HubServer.MODEL).path("model.onnx")).hasBinaryContent(content);
            assertThat(server.requests).extracting("authorization").containsOnly("Bearer secret");
            assertThat(elsewhere.requests).extracting("authorization").containsOnlyNulls();
            assertThat(hub.toString()).doesNotContain("secret");
        }
    }

    @Test
    void aModelThatMovedIsFollowedOnItsHost() throws IOException {
        server.file(FILE, "{}");
        var elsewhere = "/org/model/resolve/" + HubServer.COMMIT + "/" + FILE;
        server.answer("HEAD", FILE, status(307, "Location", elsewhere));
        server.answer("GET", FILE, status(307, "Location", elsewhere));
        assertThat(model().path(FILE)).hasContent("{}");
    }

    @Test
    void redirectsWithoutEndOrAddressAreRefused() throws IOException {
        server.file(FILE, "{}");
        var self = server.address() + "/org/model/resolve/main/" + FILE;
        for (int i = 0; i < 11; i++) {
            server.answer("HEAD", FILE, status(302, "Location", self));
        }
        assertThatThrownBy(() -> model().path(FILE)).hasMessageContaining("is redirected more than 10 times");
        for (var location : new String[] {"file:///etc/passwd", "http:// x", ""}) {
            server.answer("HEAD", FILE, status(302, "Location", location));
            assertThatThrownBy(() -> model().path(FILE))
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("no address");
        }
    }

    @Test
    void answersThatAreNotAHubsAreRefused() throws IOException {
        server.file(FILE, "{}");
        server.answer("HEAD", FILE, status(200, "ETag", "\"x\""));
        assertThatThrownBy(() -> model().path(FILE)).hasMessageContaining("this is not a hub");
        server.answer("GET", "/api/models/org/model/revision/main", HubServer.chunked("<html>".getBytes()));
        assertThatThrownBy(() -> model().list()).hasMessageContaining("the list of files is not JSON");
    }
}
