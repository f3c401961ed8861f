package io.lanewise.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees of a hub that works, and the layout of the cache that Python reads as well. */
class HubTest extends HubTestCase {
    private static final String OTHER_COMMIT = "f".repeat(40);

    @Test
    void theCacheIsLaidOutAsPythonLaysItOut() throws IOException {
        var config = server.file("config.json", "{}");
        var weights = server.large("onnx/model.onnx", 100_000);
        var model = model();
        assertThat(model.path("config.json")).hasBinaryContent(config);
        assertThat(model.path("onnx/model.onnx")).hasBinaryContent(weights);
        var snapshot = modelFolder().resolve("snapshots").resolve(HubServer.COMMIT);
        assertThat(model.path("config.json")).isEqualTo(snapshot.resolve("config.json"));
        assertThat(Files.readSymbolicLink(snapshot.resolve("config.json")))
                .isEqualTo(Path.of("../../blobs", server.etag("config.json")));
        assertThat(Files.readSymbolicLink(snapshot.resolve("onnx/model.onnx")))
                .isEqualTo(Path.of("../../../blobs", server.etag("onnx/model.onnx")));
        assertThat(modelFolder().resolve("refs/main")).hasContent(HubServer.COMMIT);
        assertThat(cached())
                .containsExactlyInAnyOrder(
                        "blobs/" + server.etag("config.json"),
                        "blobs/" + server.etag("onnx/model.onnx"),
                        "refs/main",
                        "snapshots/" + HubServer.COMMIT + "/config.json",
                        "snapshots/" + HubServer.COMMIT + "/onnx/model.onnx");
        assertThat(cache().resolve(".locks/models--org--model/" + server.etag("config.json") + ".lock"))
                .exists();
    }

    @Test
    void aFileThatIsThereIsNotAskedForAgain() throws IOException {
        server.file("config.json", "{}");
        var model = model();
        model.path("config.json");
        int asked = server.requests.size();
        model.path("config.json");
        assertThat(model.has("config.json")).isTrue();
        assertThat(server.requests).hasSize(asked);
        builder().build().model(HubServer.MODEL, HubServer.COMMIT).path("config.json");
        assertThat(server.requests).hasSize(asked);
    }

    @Test
    void allFilesOfAModelAreOfOneCommit() throws IOException {
        server.file("a", "1");
        server.file("b", "2");
        var model = model();
        model.path("a");
        server.commit = OTHER_COMMIT;
        server.answer("HEAD", "b", exchange -> {
            assertThat(exchange.getRequestURI().getPath()).contains("/resolve/" + HubServer.COMMIT + "/");
            HubServer.status(404, "X-Error-Code", "EntryNotFound").to(exchange);
        });
        assertThat(model.has("b")).isFalse();
        assertThat(model().path("b").toString()).contains(OTHER_COMMIT);
        assertThat(modelFolder().resolve("refs/main")).hasContent(OTHER_COMMIT);
    }

    @Test
    void whatAModelLacksIsRememberedAsPythonRemembersIt() throws IOException {
        server.file("a", "1");
        var model = model();
        model.path("a");
        assertThat(model.has("modules.json")).isFalse();
        assertThat(modelFolder().resolve(".no_exist/" + HubServer.COMMIT + "/modules.json"))
                .exists();
        int asked = server.requests.size();
        assertThat(model.has("modules.json")).isFalse();
        assertThat(server.requests).hasSize(asked);
        assertThatThrownBy(() -> model.path("modules.json"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage("modules.json: org/model at main has no such file");
    }

    @Test
    void theListComesFromTheHubAndWithoutOneFromTheCache() throws IOException {
        server.file("b/c.json", "1");
        server.file("a", "1");
        var model = model();
        assertThat(model.list()).containsExactly("a", "b/c.json");
        model.path("b/c.json");
        var offline = builder().offline(true).build().model(HubServer.MODEL);
        assertThat(offline.list()).containsExactly("b/c.json");
        server.close();
        assertThat(model.list()).containsExactly("b/c.json");
    }

    @Test
    void offlineNothingIsAskedAndWhatIsThereServes() throws IOException {
        server.file("a", "1");
        model().path("a");
        int asked = server.requests.size();
        var offline = builder().offline(true).build().model(HubServer.MODEL);
        assertThat(offline.path("a")).hasContent("1");
        assertThat(offline.has("b")).isFalse();
        assertThatThrownBy(() -> offline.path("b"))
                .isInstanceOf(HubException.class)
                .hasMessage("org/model, b: is not in the cache, and the hub is not asked since HF_HUB_OFFLINE is set");
        assertThatThrownBy(
                        () -> builder().offline(true).build().model("org/other").list())
                .hasMessageContaining("org/other at main: nothing is in the cache");
        assertThat(server.requests).hasSize(asked);
    }

    @Test
    void withoutAConnectionTheCacheServes() throws IOException {
        server.file("a", "1");
        model().path("a");
        server.close();
        assertThat(model().path("a")).hasContent("1");
        assertThat(model().has("a")).isTrue();
        assertThatThrownBy(() -> model().path("b"))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("is not in the cache, and the hub cannot be reached")
                .hasMessageContaining("after 3 tries: ConnectException");
    }

    @Test
    void namesAndRevisionsAreEscapedInAddresses() throws IOException {
        server.file("a b#?.txt", "1");
        builder().build().model(HubServer.MODEL, "refs/pr/1").path("a b#?.txt");
        assertThat(server.requests.getFirst().path()).isEqualTo("/org/model/resolve/refs%2Fpr%2F1/a%20b%23%3F.txt");
        assertThat(modelFolder().resolve("refs/refs/pr/1")).hasContent(HubServer.COMMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "a/../../x", "/etc/passwd", "a//b", "a\\b", "C:x", "a\0b", "./a", "a/"})
    void pathsThatLeaveTheFolderAreRefused(String name) throws IOException {
        var hub = builder().build();
        var directory = ModelFiles.directory(folder);
        assertThatThrownBy(() -> hub.model(HubServer.MODEL).path(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not the name of a model's file");
        assertThatThrownBy(() -> directory.path(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> directory.has(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hub.model(HubServer.MODEL, name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a revision");
        assertThat(server.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b/c", "../a", "a--b", "a..b", "-a/b", "a/.b", "a/b.git", "a b", "a/b\n", "é/a"})
    void namesThatNoModelHasAreRefused(String name) {
        assertThatThrownBy(() -> builder().build().model(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not the name of a model; expected \"organization/name\"");
    }

    @Test
    void theListLeavesOutNamesThatLeaveTheFolder() throws IOException {
        server.file("../evil", "1");
        server.file("good", "1");
        assertThat(model().list()).containsExactly("good");
    }

    @Test
    void aClientThatWouldCarryTheTokenAwayIsRefused() throws IOException {
        var follows = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build();
        assertThatThrownBy(() -> builder().httpClient(follows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected HttpClient.Redirect.NEVER");
    }

    @Test
    void settingsComeFromTheVariablesOfPythonsLibrary() throws IOException {
        var home = Path.of("/home/u");
        var standard = HubSettings.of(Map.of(), home);
        assertThat(standard.endpoint()).hasToString("https://huggingface.co");
        assertThat(standard.cache()).isEqualTo(Path.of("/home/u/.cache/huggingface/hub"));
        assertThat(standard.offline()).isFalse();
        assertThat(standard.token()).isNull();
        assertThat(HubSettings.of(Map.of("XDG_CACHE_HOME", "/x"), home).cache())
                .isEqualTo(Path.of("/x/huggingface/hub"));
        var set = HubSettings.of(
                Map.of(
                        "HF_ENDPOINT",
                        "https://mirror/hf/",
                        "HF_HOME",
                        "~/hf",
                        "HF_HUB_OFFLINE",
                        "yes",
                        "HF_TOKEN",
                        " t "),
                home);
        assertThat(set.endpoint()).hasToString("https://mirror/hf");
        assertThat(set.cache()).isEqualTo(Path.of("/home/u/hf/hub"));
        assertThat(set.offline()).isTrue();
        assertThat(set.token()).isEqualTo("t");
        assertThat(HubSettings.of(Map.of("HF_HOME", "/a", "HF_HUB_CACHE", "/b"), home)
                        .cache())
                .isEqualTo(Path.of("/b"));
        assertThat(HubSettings.of(Map.of("HF_TOKEN", "t", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"), home)
                        .token())
                .isNull();
    }

    @Test
    void theTokenMayLieInAFile() throws IOException {
        Files.writeString(folder.resolve("token"), "hf_abc\n");
        assertThat(HubSettings.of(Map.of("HF_HOME", folder.toString()), folder).token())
                .isEqualTo("hf_abc");
        Files.writeString(folder.resolve("token"), "two words\n");
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_HOME", folder.toString()), folder))
                .hasMessageContaining("is not a token")
                .hasMessageNotContaining("words");
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", "ftp://x"), folder))
                .hasMessage("hub: \"ftp://x\" is not the address of a hub; expected one like https://huggingface.co");
    }
}
