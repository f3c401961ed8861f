package io.lanewise.hub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Models by name. Files are downloaded when they are first asked for and kept in the cache that Python's huggingface_hub
 * uses as well; the same environment variables rule both: {@code HF_ENDPOINT}, {@code HF_HOME}, {@code HF_HUB_CACHE},
 * {@code HF_HUB_OFFLINE}, {@code HF_TOKEN}, {@code HF_TOKEN_PATH}, {@code HF_HUB_DISABLE_IMPLICIT_TOKEN}, and the file
 * {@code token} in {@code HF_HOME}.
 *
 * <p>A download that broke off goes on where it stopped; what the hub asks to repeat later (429, 5xx) is repeated; the
 * size, and the checksum where the hub gives one, are checked before a file gets its name. Two downloads of one file,
 * also of two Java programs, wait for each other. (Python's locks are of a kind that Java cannot see: let the two not
 * fetch the same file at the same moment.)
 *
 * <pre>{@code
 * var files = Hub.standard().model("sentence-transformers/all-MiniLM-L6-v2");
 * var tokenizer = files.path("tokenizer.json");
 * }</pre>
 */
public final class Hub {
    private final HubSettings settings;
    private final HubClient client;

    private Hub(HubSettings settings, HubClient client) {
        this.settings = settings;
        this.client = client;
    }

    /**
     * The hub that the environment names.
     *
     * @throws IllegalArgumentException when a variable's value cannot be meant
     */
    public static Hub standard() throws IOException {
        return builder().build();
    }

    /** Settings to change, which start as the environment has them. */
    public static Builder builder() throws IOException {
        return new Builder(HubSettings.of(System.getenv(), Path.of(System.getProperty("user.home"))));
    }

    /**
     * The main branch of a model. Nothing is asked of the hub yet.
     *
     * @throws IllegalArgumentException when this is not the name of a model, {@code organization/name}
     */
    public ModelFiles model(String name) {
        return model(name, "main");
    }

    /**
     * A model at a branch, a tag or a commit. The first file that is asked for settles the commit, from which all others
     * come then.
     *
     * @throws IllegalArgumentException when these are not the names of a model and a revision
     */
    public ModelFiles model(String name, String revision) {
        var cache = new HubCache(settings.cache(), Names.checkModel(name));
        return new HubFiles(client, cache, name, Names.checkRevision(revision), settings.offline());
    }

    /** Settings of a hub. */
    public static final class Builder {
        private HubSettings settings;
        private @Nullable HttpClient http;
        private HubClient.Patience patience = HubClient.Patience.STANDARD;

        Builder(HubSettings settings) {
            this.settings = settings;
        }

        /** The hub's address, such as {@code https://huggingface.co}. */
        public Builder endpoint(String endpoint) {
            settings = new HubSettings(
                    HubSettings.checkEndpoint(endpoint), settings.cache(), settings.offline(), settings.token());
            return this;
        }

        /** The folder of the cache, which is made when it is needed. */
        public Builder cache(Path folder) {
            settings = new HubSettings(settings.endpoint(), folder, settings.offline(), settings.token());
            return this;
        }

        /** Whether only files of the cache are used. */
        public Builder offline(boolean offline) {
            settings = new HubSettings(settings.endpoint(), settings.cache(), offline, settings.token());
            return this;
        }

        /** The token with which the hub is asked, or null for none. It is sent to the endpoint's host alone. */
        public Builder token(@Nullable String token) {
            var checked = token == null ? null : HubSettings.checkToken(token, "the builder's token");
            settings = new HubSettings(settings.endpoint(), settings.cache(), settings.offline(), checked);
            return this;
        }

        /** A client of one's own, for a proxy or certificates. It must not follow redirects by itself. */
        public Builder httpClient(HttpClient client) {
            if (client.followRedirects() != HttpClient.Redirect.NEVER) {
                throw new IllegalArgumentException(
                        "hub: the client follows redirects by itself and would carry the token to other hosts;"
                                + " expected HttpClient.Redirect.NEVER");
            }
            http = client;
            return this;
        }

        /** How often a request is repeated after a failure that may pass; 5 unless told otherwise. */
        public Builder retries(int retries) {
            if (retries < 0) {
                throw new IllegalArgumentException("hub: retries " + retries + "; expected 0 or more");
            }
            patience = patience.withRetries(retries);
            return this;
        }

        /** For how long no byte may come before a download counts as broken off; 30 seconds unless told otherwise. */
        public Builder stallTimeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("hub: stall timeout " + timeout + "; expected more than 0");
            }
            patience = patience.withStall(timeout);
            return this;
        }

        Builder patience(HubClient.Patience patience) {
            this.patience = patience;
            return this;
        }

        /** The hub with these settings. */
        public Hub build() {
            return new Hub(settings, new HubClient(settings.endpoint(), settings.token(), http, patience));
        }
    }

    /** Where this hub is. */
    public URI endpoint() {
        return settings.endpoint();
    }

    @Override
    public String toString() {
        return "Hub[" + settings.endpoint() + ", cache " + settings.cache() + (settings.offline() ? ", offline" : "")
                + "]";
    }
}
