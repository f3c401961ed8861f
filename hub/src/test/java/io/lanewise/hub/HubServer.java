package io.lanewise.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A hub of one model that answers as Hugging Face's does, and, where a test says so, as none should. */
final class HubServer implements AutoCloseable {
    static final String MODEL = "org/model";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** Answers one request instead of the server. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    record Request(String method, String path, String range, String authorization) {}

    private final HttpServer server;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> etags = new HashMap<>();
    private final Map<String, Deque<Answer>> answers = Collections.synchronizedMap(new HashMap<>());
    final CopyOnWriteArrayList<Request> requests = new CopyOnWriteArrayList<>();
    volatile String commit = COMMIT;
    volatile long chunkPauseMillis;

    HubServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A small file, kept by git. */
    byte[] file(String name, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        files.put(name, bytes);
        var prefix = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII);
        var blob = Arrays.copyOf(prefix, prefix.length + bytes.length);
        System.arraycopy(bytes, 0, blob, prefix.length, bytes.length);
        etags.put(name, hex("SHA-1", blob));
        return bytes;
    }

    /** A large file, kept in LFS. */
    byte[] large(String name, int size) {
        var bytes = new byte[size];
        new java.util.Random(size).nextBytes(bytes);
        files.put(name, bytes);
        etags.put(name, hex("SHA-256", bytes));
        return bytes;
    }

    String etag(String name) {
        return etags.get(name);
    }

    void etag(String name, String etag) {
        etags.put(name, etag);
    }

    /** The next requests of this method for this file get these answers instead. */
    void answer(String method, String name, Answer... next) {
        answers.computeIfAbsent(method + " " + name, _ -> new ArrayDeque<>()).addAll(Arrays.asList(next));
    }

    /** Forgets the answers that were not given yet. */
    void answerAsUsual() {
        answers.clear();
    }

    long count(String method) {
        return requests.stream()
                .filter(request -> request.method().equals(method))
                .count();
    }

    static Answer status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    /**
     * Says that all comes, sends the bytes from one to another, and breaks off once they lie in this file: what a client
     * has not read by then is lost with the connection.
     */
    Answer breakOff(String name, int from, int to, Path received) {
        return exchange -> {
            var bytes = files.get(name);
            if (from > 0) {
                contentRange(exchange, from, bytes.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length - from);
            exchange.getResponseBody().write(bytes, from, to - from);
            exchange.getResponseBody().flush();
            awaitLength(received, to);
            exchange.close();
        };
    }

    /** Sends bytes without saying how many. */
    static Answer chunked(byte[] bytes) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var method = exchange.getRequestMethod();
        requests.add(new Request(
                method,
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestHeaders().getFirst("Range"),
                exchange.getRequestHeaders().getFirst("Authorization")));
        var name = path.replaceFirst("^/" + MODEL + "/resolve/.*?(main|refs/pr/1|[0-9a-f]{40})/", "");
        var planned = answers.get(method + " " + name);
        var answer = planned == null ? null : planned.poll();
        if (answer != null) {
            answer.to(exchange);
        } else if (path.startsWith("/api/models/" + MODEL + "/revision/")) {
            list(exchange);
        } else if (!path.startsWith("/" + MODEL + "/resolve/")) {
            status(401, "X-Error-Code", "RepoNotFound").to(exchange);
        } else if (!files.containsKey(name)) {
            status(404, "X-Error-Code", "EntryNotFound", "X-Repo-Commit", commit)
                    .to(exchange);
        } else {
            send(exchange, name, method.equals("HEAD"));
        }
    }

    private void list(HttpExchange exchange) throws IOException {
        var names = files.keySet().stream()
                .map(file -> "{\"rfilename\":\"" + file + "\"}")
                .collect(Collectors.joining(","));
        var json = ("{\"id\":\"" + MODEL + "\",\"tags\":[{\"a\":[]}],\"sha\":\"" + commit + "\",\"siblings\":[" + names
                        + "]}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }

    private void send(HttpExchange exchange, String name, boolean headOnly) throws IOException {
        var bytes = files.get(name);
        var headers = exchange.getResponseHeaders();
        headers.set("X-Repo-Commit", commit);
        headers.set("ETag", "\"" + etags.get(name) + "\"");
        if (headOnly) {
            headers.set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        int from = 0;
        var range = exchange.getRequestHeaders().getFirst("Range");
        if (range != null) {
            from = Integer.parseInt(range.replaceAll("\\D", ""));
            if (from >= bytes.length) {
                status(416).to(exchange);
                return;
            }
            contentRange(exchange, from, bytes.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length - from == 0 ? -1 : bytes.length - from);
        try (var body = exchange.getResponseBody()) {
            int chunk = Math.max(1, bytes.length / 8);
            for (int at = from; at < bytes.length; at += chunk) {
                body.write(bytes, at, Math.min(chunk, bytes.length - at));
                pause(chunkPauseMillis);
            }
        }
    }

    private static void awaitLength(Path file, int length) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!(Files.exists(file) && Files.size(file) >= length) && System.nanoTime() < deadline) {
            pause(1);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void contentRange(HttpExchange exchange, int from, int size) {
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (size - 1) + "/" + size);
    }

    private static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
