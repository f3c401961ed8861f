package io.lanewise.hub;

import static io.lanewise.hub.HubServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a hub that breaks off, lies and refuses: a file appears whole and right, or not at all. */
@Timeout(60)
class DownloadTest extends HubTestCase {
    private static final String FILE = "model.safetensors";
    private static final int SIZE = 300_000;

    private byte[] content;

    @BeforeEach
    void publish() {
        content = server.large(FILE, SIZE);
    }

    private HubServer.Answer breakOff(int from, int to) {
        return server.breakOff(FILE, from, to, incomplete(FILE));
    }

    private void assertNothingIsKept() throws IOException {
        assertThat(cached()).noneMatch(name -> name.startsWith("blobs/") || name.startsWith("snapshots/"));
    }

    @Test
    void aDownloadThatBreaksOffGoesOnWhereItStopped() throws IOException {
        server.answer("GET", FILE, breakOff(0, 100_000), breakOff(100_000, 250_000));
        assertThat(model().path(FILE)).hasBinaryContent(content);
        assertThat(server.requests.stream()
                        .filter(r -> r.method().equals("GET"))
                        .map(HubServer.Request::range))
                .containsExactly(null, "bytes=100000-", "bytes=250000-");
        assertThat(incomplete(FILE)).doesNotExist();
    }

    @Test
    void whatAnEarlierProgramLeftIsUsed() throws IOException {
        Files.createDirectories(incomplete(FILE).getParent());
        Files.write(incomplete(FILE), Arrays.copyOf(content, 123_456));
        assertThat(model().path(FILE)).hasBinaryContent(content);
        assertThat(server.requests.getLast().range()).isEqualTo("bytes=123456-");
    }

    @Test
    void aPartThatIsAllNeedsNoDownload() throws IOException {
        Files.createDirectories(incomplete(FILE).getParent());
        Files.write(incomplete(FILE), content);
        assertThat(model().path(FILE)).hasBinaryContent(content);
        assertThat(server.count("GET")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000, SIZE, SIZE + 1})
    void aPartOfSomethingElseIsReplaced(int length) throws IOException {
        Files.createDirectories(incomplete(FILE).getParent());
        Files.write(incomplete(FILE), new byte[length]);
        assertThat(model().path(FILE)).hasBinaryContent(content);
    }

    @Test
    void aHubThatCannotSendPartsSendsAll() throws IOException {
        server.answer("GET", FILE, breakOff(0, 100_000), HubServer.chunked(content));
        assertThat(model().path(FILE)).hasBinaryContent(content);
    }

    @Test
    void aPartThatTheHubDoesNotAcceptIsDroppedAndAllIsAskedFor() throws IOException {
        server.answer("GET", FILE, breakOff(0, 100_000), status(416));
        assertThat(model().path(FILE)).hasBinaryContent(content);
        assertThat(server.requests.getLast().range()).isNull();
    }

    @Test
    void whenNothingMoreComesThePartStaysForTheNextCall() throws IOException {
        server.answer("GET", FILE, breakOff(0, 100_000));
        // More than are counted: where the connection ends before the answer was read, the JDK's client asks once more.
        for (int i = 0; i < 30; i++) {
            server.answer("GET", FILE, breakOff(100_000, 100_000));
        }
        assertThatThrownBy(() -> model().path(FILE))
                .hasMessageStartingWith(
                        "org/model, model.safetensors broke off at byte 100000 of 300000 bytes, 3 times");
        server.answerAsUsual();
        assertThat(incomplete(FILE)).hasSize(100_000);
        assertThat(blob(FILE)).doesNotExist();
        assertThat(model().path(FILE)).hasBinaryContent(content);
        assertThat(server.requests.getLast().range()).isEqualTo("bytes=100000-");
    }

    @Test
    void wrongContentIsRefusedByItsChecksumAndRemoved() throws IOException {
        var wrong = content.clone();
        wrong[SIZE / 2] ^= 1;
        server.answer("GET", FILE, HubServer.chunked(wrong));
        assertThatThrownBy(() -> model().path(FILE))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("what came has the SHA_256 ")
                .hasMessageContaining("; expected " + server.etag(FILE));
        assertNothingIsKept();
        assertThat(model().path(FILE)).hasBinaryContent(content);
    }

    @Test
    void smallFilesAreCheckedByGitsChecksum() throws IOException {
        server.file("config.json", "{\"a\":1}");
        server.answer("GET", "config.json", HubServer.chunked("{\"a\":2}".getBytes()));
        assertThatThrownBy(() -> model().path("config.json")).hasMessageContaining("GIT_SHA_1");
        assertNothingIsKept();
        assertThat(model().path("config.json")).hasContent("{\"a\":1}");
    }

    @Test
    void anEmptyFileIsAFile() throws IOException {
        server.file("empty", "");
        assertThat(server.etag("empty")).isEqualTo("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assertThat(model().path("empty")).isEmptyFile();
    }

    @Test
    void moreThanWasSaidIsRefused() throws IOException {
        server.answer("GET", FILE, HubServer.chunked(Arrays.copyOf(content, SIZE + 1)));
        assertThatThrownBy(() -> model().path(FILE)).hasMessageContaining("more is sent than 300000 bytes");
        assertNothingIsKept();
    }

    @Test
    void lengthsThatDoNotAgreeAreRefused() throws IOException {
        var half = Arrays.copyOf(content, SIZE / 2);
        server.answer("GET", FILE, exchange -> {
            exchange.sendResponseHeaders(200, half.length);
            exchange.getResponseBody().write(half);
            exchange.close();
        });
        assertThatThrownBy(() -> model().path(FILE))
                .hasMessage("org/model, model.safetensors: is sent as 150000 bytes; expected 300000 bytes, as the hub"
                        + " said before");
        assertNothingIsKept();
    }

    @Test
    void aRangeThatWasNotAskedForIsRefused() throws IOException {
        server.answer("GET", FILE, breakOff(0, 100_000), breakOff(50_000, 60_000));
        assertThatThrownBy(() -> model().path(FILE))
                .hasMessageContaining("asked from byte 100000 on, the answer's Content-Range is \"bytes 50000-");
    }

    @Test
    void aShortAnswerWithoutALengthIsAskedAgain() throws IOException {
        server.answer("GET", FILE, HubServer.chunked(Arrays.copyOf(content, 1000)));
        assertThat(model().path(FILE)).hasBinaryContent(content);
        assertThat(server.requests.getLast().range()).isEqualTo("bytes=1000-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-5 | the answer's size is \"-5\"",
                "9223372036854775807 | the answer's size is \"9223372036854775807\"; expected 0 to 1099511627776",
                "many | the answer's size is \"many\"",
            })
    void sizesThatNoFileHasAreRefused(String size, String expected) {
        server.answer(
                "HEAD", FILE, status(200, "X-Repo-Commit", HubServer.COMMIT, "ETag", "\"abc\"", "X-Linked-Size", size));
        assertThatThrownBy(() -> model().path(FILE)).hasMessageContaining(expected);
    }

    @Test
    void aFileLargerThanTheDiskIsRefusedBeforeItIsFetched() {
        server.answer(
                "HEAD",
                FILE,
                status(200, "X-Repo-Commit", HubServer.COMMIT, "ETag", "\"abc\"", "X-Linked-Size", "1099511627776"));
        assertThatThrownBy(() -> model().path(FILE))
                .hasMessageContaining("needs 1099511627776 bytes in ")
                .hasMessageContaining(" are free");
        assertThat(server.count("GET")).isZero();
    }

    @Test
    void aFullDiskLeavesNothingHalfWritten() throws IOException {
        var full = Path.of("/dev/full");
        assumeThat(full).exists();
        Files.createDirectories(incomplete(FILE).getParent());
        Files.createSymbolicLink(incomplete(FILE), full);
        assertThatThrownBy(() -> model().path(FILE))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("cannot be written to ")
                .hasMessageContaining("No space left on device");
        assertNothingIsKept();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "", "a/b", ".hidden", "a\\b"})
    void etagsThatWouldLeaveTheCacheAreRefused(String etag) {
        server.etag(FILE, etag);
        assertThatThrownBy(() -> model().path(FILE)).hasMessageContaining("the answer's etag is \"");
        server.etag(FILE, "x");
        server.commit = "../../../x";
        assertThatThrownBy(() -> model().path(FILE)).hasMessageContaining("expected a commit of 40 hexadecimal digits");
    }

    @Test
    void weakEtagsAndThoseOfLfsAreUnderstood() throws IOException {
        server.answer(
                "HEAD",
                FILE,
                status(
                        302,
                        "Location",
                        "https://cdn.invalid/x",
                        "X-Repo-Commit",
                        HubServer.COMMIT,
                        "ETag",
                        "W/\"123\"",
                        "X-Linked-Etag",
                        "W/\"" + server.etag(FILE) + "\"",
                        "X-Linked-Size",
                        Integer.toString(SIZE)));
        assertThat(model().path(FILE)).hasBinaryContent(content);
        assertThat(blob(FILE)).exists();
    }

    @Test
    void manyThreadsAskingForAFileDownloadItOnce() throws Exception {
        server.chunkPauseMillis = 5;
        var hub = builder().build();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Path> task = () -> hub.model(HubServer.MODEL).path(FILE);
            var all =
                    threads.invokeAll(IntStream.range(0, 32).mapToObj(_ -> task).toList());
            for (var path : all) {
                assertThat(path.get()).hasBinaryContent(content);
            }
        }
        assertThat(server.count("GET")).isEqualTo(1);
    }

    @Test
    void anotherProgramsDownloadIsWaitedFor() throws Exception {
        var lock = cache().resolve(".locks/models--org--model/" + server.etag(FILE) + ".lock");
        Files.createDirectories(lock.getParent());
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var source = folder.resolve("Holder.java");
        Files.writeString(source, """
            import java.nio.channels.FileChannel;
            import java.nio.file.*;
            void main(String[] args) throws Exception {
                var channel = FileChannel.open(
                        Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                channel.lock();
                System.out.println("locked");
                System.in.read();
            }
            """);
        var holder = new ProcessBuilder(java, "-Xshare:auto", source.toString(), lock.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("locked");
            var download = threads.submit(() -> model().path(FILE));
            Thread.sleep(300);
            assertThat(server.count("GET")).isZero();
            holder.outputWriter().close();
            assertThat(download.get()).hasBinaryContent(content);
        } finally {
            holder.destroy();
        }
    }

    @Test
    void aConnectionOnWhichNothingComesIsBroken() throws IOException {
        server.answer("GET", FILE, exchange -> {
            exchange.sendResponseHeaders(200, SIZE);
            exchange.getResponseBody().write(content, 0, 1000);
            exchange.getResponseBody().flush();
            try {
                Thread.sleep(2000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        long start = System.nanoTime();
        var hub = builder().stallTimeout(Duration.ofMillis(200)).build();
        assertThat(hub.model(HubServer.MODEL).path(FILE)).hasBinaryContent(content);
        assertThat(server.requests.getLast().range()).isEqualTo("bytes=1000-");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1900));
    }

    @Test
    void anInterruptedDownloadStopsAndGoesOnLater() throws Exception {
        server.chunkPauseMillis = 200;
        var thread = Thread.currentThread();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(() -> {
                Thread.sleep(500);
                thread.interrupt();
                return null;
            });
            assertThatThrownBy(() -> model().path(FILE)).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(blob(FILE)).doesNotExist();
        server.chunkPauseMillis = 0;
        assertThat(model().path(FILE)).hasBinaryContent(content);
    }
}
