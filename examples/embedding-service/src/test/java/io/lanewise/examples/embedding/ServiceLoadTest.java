package io.lanewise.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service in its own JVM, asked for more than it can hold, while some clients misbehave. The ordinary run takes some
 * seconds; {@code -Dload.minutes=10} makes it long, {@code -Dload.times=2} says how many times what it can hold is offered.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class ServiceLoadTest {
    private static final double MINUTES = Double.parseDouble(System.getProperty("load.minutes", "0.08"));
    private static final double TIMES = Double.parseDouble(System.getProperty("load.times", "4"));
    private static final int HEAP_MEGABYTES = 640;
    private static final int CALLERS = 8;
    private static final int MOST_MEASUREMENTS = 10;
    private static final double RISING = 1.1;
    private static final int PATIENCE_SECONDS = 10;
    private static final Duration HUNG = Duration.ofSeconds(3 * PATIENCE_SECONDS);
    private static final long RUDE_EVERY_MILLIS = (long) Math.min(2000, MINUTES * 60_000 / RudeClients.Manner.values().length);
    private static final Path REPORT = Path.of("target", "load.txt");

    private final List<Question> questions = new ArrayList<>();
    private final List<byte[]> answers = new ArrayList<>();

    @Test
    void atMoreThanItHoldsNothingHangsNothingIsWrongAndMemoryIsFlat(@TempDir Path folder) throws Exception {
        copy("/all-minilm-l6-v2.onnx", folder.resolve("model.onnx"));
        copy("/all-minilm-l6-v2-tokenizer.json", folder.resolve("tokenizer.json"));
        var options = List.of("--patience", Integer.toString(PATIENCE_SECONDS), "--max-waiting", Integer.toString(4 * CALLERS));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(threads)
                        .build();
                var service =
                        ServiceProcess.start(folder, HEAP_MEGABYTES, Path.of("target", "load-service.log"), options)) {
            askEachAlone(service, client);
            double held = whatItHolds(service, client);
            var memory = new ArrayList<ServiceProcess.Memory>();
            var tally = new Tally();
            memory.add(service.memory(client));
            try (var rude = new RudeClients(service.address(), Question.large())) {
                var load = threads.submit(() -> openLoop(TIMES * held, service, client, rude, tally));
                Thread.sleep((long) (MINUTES * 30_000));
                memory.add(service.memory(client));
                load.get();
            }
            memory.add(service.memory(client));
            report(held, tally, memory);
            judge(tally, memory);
            assertThat(service.waiting(client)).isZero();
            assertThat(ask(0, service, client).body()).isEqualTo(answers.getFirst());
        }
    }

    private static void copy(String resource, Path file) throws IOException {
        try (var in = Objects.requireNonNull(ServiceLoadTest.class.getResourceAsStream(resource), resource)) {
            Files.copy(in, file);
        }
    }

    /** Fills in the answers that are expected: those of a service that does nothing else. */
    private void askEachAlone(ServiceProcess service, HttpClient client) throws Exception {
        questions.addAll(Question.some(32, 1));
        for (int i = 0; i < questions.size(); i++) {
            var answer = ask(i, service, client);
            assertThat(answer.statusCode()).isEqualTo(200);
            answers.add(answer.body());
        }
    }

    private HttpResponse<byte[]> ask(int question, ServiceProcess service, HttpClient client)
            throws IOException, InterruptedException {
        var body = HttpRequest.BodyPublishers.ofByteArray(questions.get(question).body());
        var request = service.embeddings().timeout(HUNG).POST(body).build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Measures until it no longer becomes faster, which it does while its code is compiled. */
    private double whatItHolds(ServiceProcess service, HttpClient client) throws Exception {
        double seconds = Math.clamp(MINUTES * 3, 1, 30);
        double most = 0;
        double now = closedLoop(seconds, service, client);
        for (int i = 0; i < MOST_MEASUREMENTS && now > most * RISING; i++) {
            most = Math.max(most, now);
            now = closedLoop(seconds, service, client);
        }
        return Math.max(most, now);
    }

    /** The requests a second that are answered when each caller waits for the answer before the next request. */
    private double closedLoop(double seconds, ServiceProcess service, HttpClient client) throws Exception {
        var tally = new Tally();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                var random = new Random(i);
                callers.execute(() -> {
                    while (System.nanoTime() - end < 0) {
                        record(random.nextInt(questions.size()), System.nanoTime(), service, client, tally);
                    }
                });
            }
        }
        assertThat(tally.kinds()).as(tally.firstFailure()).containsOnlyKeys("200");
        return tally.count("200") / ((System.nanoTime() - start) / 1e9);
    }

    /** Asks at moments that do not depend on the answers, at random with a rate in requests a second. */
    private void openLoop(double rate, ServiceProcess service, HttpClient client, RudeClients rude, Tally tally) {
        var random = new Random(2);
        long start = System.nanoTime();
        long length = (long) (MINUTES * 60e9);
        long rudeAt = 0;
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long at = 0; at < length; at += (long) (-Math.log(1 - random.nextDouble()) / rate * 1e9)) {
                long planned = start + at;
                for (long wait = planned - System.nanoTime(); wait > 0; wait = planned - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                int question = random.nextInt(questions.size());
                callers.execute(() -> record(question, planned, service, client, tally));
                if (at >= rudeAt) {
                    rude.start();
                    rudeAt += TimeUnit.MILLISECONDS.toNanos(RUDE_EVERY_MILLIS);
                }
            }
        }
    }

    private void record(int question, long planned, ServiceProcess service, HttpClient client, Tally tally) {
        try {
            var answer = ask(question, service, client);
            long nanos = System.nanoTime() - planned;
            int status = answer.statusCode();
            if (status == 429 || status == 503) {
                boolean says = answer.headers().firstValue("Retry-After").isPresent();
                tally.other(status + (says ? "" : " without Retry-After"));
            } else if (status != 200) {
                tally.failed(Integer.toString(status), new String(answer.body()));
            } else if (Arrays.equals(answer.body(), answers.get(question))) {
                tally.answered(nanos);
            } else {
                tally.failed("wrong", new String(answer.body()));
            }
        } catch (HttpTimeoutException e) {
            tally.failed("hung", e.toString());
        } catch (IOException e) {
            tally.failed("broken", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void report(double held, Tally tally, List<ServiceProcess.Memory> memory) throws IOException {
        var lines = List.of(
                "load: it holds %.0f requests a second; %.0f were offered for %.1f minutes, %.0f were answered"
                        .formatted(held, TIMES * held, MINUTES, tally.count("200") / (MINUTES * 60)),
                "load: by status " + tally.kinds(),
                "load: of those answered, from the planned moment on, " + tally.latencies(),
                "load: at the start " + memory.get(0),
                "load: halfway      " + memory.get(1),
                "load: at the end   " + memory.get(2));
        Files.write(REPORT, lines);
        lines.forEach(System.out::println);
    }

    private static void judge(Tally tally, List<ServiceProcess.Memory> memory) {
        assertThat(tally.kinds()).as(tally.firstFailure()).containsKeys("200", "429");
        assertThat(List.of("200", "429", "503")).as(tally.firstFailure()).containsAll(tally.kinds().keySet());
        for (var later : memory) {
            assertThat(later.heap()).isLessThan(memory.getFirst().heap() * 11 / 10 + 16_000_000);
            assertThat(later.resident()).isLessThan(memory.getFirst().resident() * 11 / 10 + 64_000_000);
        }
    }
}
