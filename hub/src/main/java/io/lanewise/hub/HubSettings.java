package io.lanewise.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the hub is, where its files are kept, and who asks, from the environment variables of Python's huggingface_hub.
 *
 * @param endpoint the hub's address without a slash at the end
 * @param cache the folder with a folder for each model
 */
record HubSettings(
        URI endpoint, Path cache, boolean offline, @Nullable String token) {
    private static final String ENDPOINT = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final int LONGEST_TOKEN = 4096;

    static HubSettings of(Map<String, String> environment, Path userHome) throws IOException {
        var xdg = text(environment, "XDG_CACHE_HOME");
        var userCache = xdg == null ? userHome.resolve(".cache") : path(xdg, userHome);
        var hf = text(environment, "HF_HOME");
        var home = hf == null ? userCache.resolve("huggingface") : path(hf, userHome);
        var hubCache = first(environment, "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE");
        var cache = hubCache == null ? home.resolve("hub") : path(hubCache, userHome);
        var endpoint = text(environment, "HF_ENDPOINT");
        boolean offline = isTrue(first(environment, "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"));
        return new HubSettings(
                checkEndpoint(endpoint == null ? ENDPOINT : endpoint),
                cache,
                offline,
                token(environment, home, userHome));
    }

    static URI checkEndpoint(String text) {
        var trimmed = text.strip().replaceAll("/+$", "");
        try {
            var uri = URI.create(trimmed);
            if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(badEndpoint(trimmed), e);
        }
        throw new IllegalArgumentException(badEndpoint(trimmed));
    }

    private static String badEndpoint(String text) {
        return "hub: " + Names.quoted(text) + " is not the address of a hub; expected one like " + ENDPOINT;
    }

    private static @Nullable String token(Map<String, String> environment, Path home, Path userHome)
            throws IOException {
        if (isTrue(text(environment, "HF_HUB_DISABLE_IMPLICIT_TOKEN"))) {
            return null;
        }
        var token = first(environment, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN");
        if (token != null) {
            return checkToken(token, "the environment variable HF_TOKEN");
        }
        var named = text(environment, "HF_TOKEN_PATH");
        var file = named == null ? home.resolve("token") : path(named, userHome);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        if (Files.size(file) > LONGEST_TOKEN) {
            throw new HubException(
                    file + ": is too long to hold a token; expected at most " + LONGEST_TOKEN + " bytes");
        }
        var text = Files.readString(file).strip();
        return text.isEmpty() ? null : checkToken(text, file.toString());
    }

    /** Refuses what cannot stand in a header; the message does not repeat a secret. */
    static String checkToken(String token, String source) {
        var stripped = token.strip();
        if (stripped.isEmpty()
                || stripped.length() > LONGEST_TOKEN
                || !stripped.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "hub: " + source + " is not a token; expected printable ASCII without spaces");
        }
        return stripped;
    }

    private static @Nullable String first(Map<String, String> environment, String name, String older) {
        var text = text(environment, name);
        return text == null ? text(environment, older) : text;
    }

    private static @Nullable String text(Map<String, String> environment, String name) {
        var text = environment.get(name);
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static boolean isTrue(@Nullable String text) {
        return text != null && TRUE.contains(text.toUpperCase(Locale.ROOT));
    }

    private static Path path(String text, Path userHome) {
        return text.equals("~") || text.startsWith("~/")
                ? userHome.resolve(text.substring(1).replaceFirst("^/+", ""))
                : Path.of(text);
    }
}
