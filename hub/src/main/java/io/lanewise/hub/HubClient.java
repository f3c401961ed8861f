package io.lanewise.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Requests to a hub: what passes is repeated after a pause, redirects are followed by hand so that the token stays with
 * the hub's own host, and a refusal becomes a message that says what helps.
 */
final class HubClient {
    private static final System.Logger LOG = System.getLogger("io.lanewise.hub");
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    private static final int MOST_REDIRECTS = 10;

    private final URI endpoint;
    private final @Nullable String token;
    private final @Nullable HttpClient given;
    private final Patience patience;
    private volatile @Nullable HttpClient http;

    /**
     * How long a request may last and how often it is repeated.
     *
     * @param retries repetitions after the first failure
     * @param pause before the first repetition; each later one is twice as long
     * @param longestPause the longest pause, also where the hub asks for one by Retry-After
     * @param stall the time without an answer or without a byte after which a connection counts as broken
     */
    record Patience(int retries, Duration pause, Duration longestPause, Duration stall) {
        static final Patience STANDARD =
                new Patience(5, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(30));

        Patience withRetries(int retries) {
            return new Patience(retries, pause, longestPause, stall);
        }

        Patience withStall(Duration stall) {
            return new Patience(retries, pause, longestPause, stall);
        }

        Duration pauseBefore(int repetition) {
            var wanted = pause.multipliedBy(1L << Math.min(repetition, 20));
            return wanted.compareTo(longestPause) < 0 ? wanted : longestPause;
        }
    }

    /** A response, or the failure that came instead of one. */
    private record Outcome(
            @Nullable HttpResponse<InputStream> response,
            @Nullable IOException failure) {}

    HubClient(URI endpoint, @Nullable String token, @Nullable HttpClient given, Patience patience) {
        this.endpoint = endpoint;
        this.token = token;
        this.given = given;
        this.patience = patience;
    }

    Patience patience() {
        return patience;
    }

    URI endpoint() {
        return endpoint;
    }

    /** The address of a file. */
    URI file(String model, String revision, String file) {
        return URI.create(endpoint + "/" + model + "/resolve/" + escaped(revision) + "/" + escapedPath(file));
    }

    /** The address of the list of a model's files. */
    URI listing(String model, String revision) {
        return URI.create(endpoint + "/api/models/" + model + "/revision/" + escaped(revision));
    }

    private static String escapedPath(String path) {
        return Arrays.stream(path.split("/")).map(HubClient::escaped).collect(Collectors.joining("/"));
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Asks for a file's headers. A redirect to another host is not followed: the hub's answer has what is needed. */
    HttpResponse<InputStream> head(URI address) throws IOException {
        return repeated(address, () -> send("HEAD", address, 0));
    }

    /** Asks for content from a byte on, following redirects; the caller closes the body. */
    HttpResponse<InputStream> get(URI address, long from) throws IOException {
        return repeated(address, () -> send("GET", address, from));
    }

    private interface Exchange {
        HttpResponse<InputStream> run() throws IOException;
    }

    private HttpResponse<InputStream> repeated(URI address, Exchange exchange) throws IOException {
        for (int repetition = 0; ; repetition++) {
            var outcome = attempt(exchange);
            var response = outcome.response();
            if (response != null && !PASSING.contains(response.statusCode())) {
                return response;
            }
            var wait = response == null ? null : RetryAfter.of(response.headers());
            if (response != null) {
                response.body().close();
            }
            boolean waitsTooLong = wait != null && wait.compareTo(patience.longestPause()) > 0;
            if (repetition == patience.retries() || waitsTooLong) {
                throw givenUp(address, outcome, repetition, waitsTooLong ? wait : null);
            }
            pause(wait == null ? patience.pauseBefore(repetition) : wait, address);
        }
    }

    private static Outcome attempt(Exchange exchange) throws IOException {
        try {
            return new Outcome(exchange.run(), null);
        } catch (HubException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return new Outcome(null, e);
        }
    }

    private IOException givenUp(URI address, Outcome outcome, int repetitions, @Nullable Duration wait) {
        var tries = repetitions == 0 ? "" : " after " + (repetitions + 1) + " tries";
        var response = outcome.response();
        if (response == null) {
            var failure = outcome.failure();
            return new ConnectionException(address + ": no answer" + tries + ": " + reason(failure), failure);
        }
        int status = response.statusCode();
        return new HubException(
                status,
                address + ": the hub answers " + status + tries
                        + (wait == null ? "" : " and asks to wait " + wait.toSeconds() + " seconds")
                        + (status == 429 ? ": it limits how often it is asked; come back later or set HF_TOKEN" : ""));
    }

    private static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        var message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /** Waits before a repetition. */
    void pause(Duration time, URI address) throws InterruptedIOException {
        LOG.log(System.Logger.Level.DEBUG, "asking {0} again in {1}", address, time);
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw interrupted(address);
        }
    }

    private HttpResponse<InputStream> send(String method, URI address, long from) throws IOException {
        var at = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            var response = sendOnce(method, at, from);
            var next = location(response, at);
            boolean isEnough = method.equals("HEAD")
                    && (next == null
                            || !sameHost(next, at)
                            || response.headers().firstValue("X-Linked-Etag").isPresent());
            if (next == null || isEnough) {
                return response;
            }
            response.body().close();
            if ("https".equals(at.getScheme()) && !"https".equals(next.getScheme())) {
                throw new HubException(address + ": is redirected from https to " + next.getScheme() + "://"
                        + next.getHost() + ", which is not followed");
            }
            at = next;
        }
        throw new HubException(address + ": is redirected more than " + MOST_REDIRECTS + " times");
    }

    private HttpResponse<InputStream> sendOnce(String method, URI address, long from) throws IOException {
        var request = HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(patience.stall())
                .header("User-Agent", "lanewise; java/" + Runtime.version().feature())
                .header("Accept-Encoding", "identity");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        if (token != null && sameHost(address, endpoint)) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw interrupted(address);
        }
    }

    private static @Nullable URI location(HttpResponse<?> response, URI at) throws HubException {
        return switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 -> {
                var text = response.headers().firstValue("Location").orElse("");
                try {
                    var next = at.resolve(text);
                    var scheme = next.getScheme();
                    if (!text.isEmpty()
                            && next.getHost() != null
                            && ("https".equals(scheme) || "http".equals(scheme))) {
                        yield next;
                    }
                } catch (IllegalArgumentException e) {
                    throw new HubException(at + ": is redirected to " + Names.quoted(text) + ", no address", e);
                }
                throw new HubException(at + ": is redirected to " + Names.quoted(text) + ", no address of a file");
            }
            default -> null;
        };
    }

    private static boolean sameHost(URI a, URI b) {
        return a.getScheme().equalsIgnoreCase(b.getScheme())
                && a.getHost().toLowerCase(Locale.ROOT).equals(b.getHost().toLowerCase(Locale.ROOT))
                && port(a) == port(b);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static InterruptedIOException interrupted(URI address) {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while asking " + address);
    }

    private HttpClient client() {
        var client = given != null ? given : http;
        if (client != null) {
            return client;
        }
        synchronized (this) {
            client = http;
            if (client == null) {
                client = HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(patience.stall())
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                http = client;
            }
            return client;
        }
    }
}
