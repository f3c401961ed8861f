package io.lanewise.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a model on a hub. The first answer of the hub settles the commit; from then on a file that is in the cache
 * needs no connection, and all files are of one state of the model.
 */
final class HubFiles implements ModelFiles {
    private static final System.Logger LOG = System.getLogger("io.lanewise.hub");

    private final HubClient client;
    private final HubCache cache;
    private final String model;
    private final String revision;
    private final boolean offline;
    private volatile @Nullable String commit;

    HubFiles(HubClient client, HubCache cache, String model, String revision, boolean offline) {
        this.client = client;
        this.cache = cache;
        this.model = model;
        this.revision = revision;
        this.offline = offline;
        this.commit = Names.isCommit(revision) ? revision : null;
    }

    @Override
    public Path path(String name) throws IOException {
        var path = locate(Names.checkFile(name));
        if (path == null) {
            throw new NoSuchFileException(name, null, model + " at " + revision + " has no such file");
        }
        return path;
    }

    /** A file's path, or null where the hub says that there is none. */
    private @Nullable Path locate(String name) throws IOException {
        var cached = cached(name);
        if (cached != null) {
            return cached;
        }
        var settled = commit;
        if (settled != null && cache.isKnownMissing(settled, name)) {
            return null;
        }
        if (offline) {
            return fromCache(name, null);
        }
        RemoteFile remote;
        try {
            remote = ask(name);
        } catch (ConnectionException e) {
            return fromCache(name, e);
        }
        if (remote == null) {
            return null;
        }
        var known = cache.find(remote.commit(), name);
        if (known != null) {
            return known;
        }
        return cache.link(remote.commit(), name, new Download(client, cache, remote, model, name).run());
    }

    private @Nullable Path cached(String name) {
        var settled = commit;
        return settled == null ? null : cache.find(settled, name);
    }

    /** A file as the cache has it, where the hub cannot be asked. */
    private Path fromCache(String name, @Nullable IOException failure) throws IOException {
        var known = commit == null ? cache.commit(revision) : commit;
        var path = known == null ? null : cache.find(known, name);
        if (path == null) {
            throw new HubException(
                    model + ", " + name + ": is not in the cache, and the hub "
                            + (failure == null
                                    ? "is not asked since HF_HUB_OFFLINE is set"
                                    : "cannot be reached: " + failure.getMessage()),
                    failure);
        }
        if (failure != null) {
            LOG.log(System.Logger.Level.WARNING, "{0}; using {1} from the cache", failure.getMessage(), path);
        }
        return path;
    }

    /** What the hub says of a file, or null where it says that there is none; settles the commit. */
    private @Nullable RemoteFile ask(String name) throws IOException {
        var settled = commit;
        var asked = settled == null ? revision : settled;
        var address = client.file(model, asked, name);
        var response = client.head(address);
        response.body().close();
        int status = response.statusCode();
        if (Refusal.isNoSuchFile(response)) {
            rememberMissing(
                    settled, response.headers().firstValue("X-Repo-Commit").orElse(null), name);
            return null;
        }
        if (status >= 400
                || (status >= 300
                        && !response.headers().firstValue("X-Repo-Commit").isPresent())) {
            throw Refusal.of(response, address, model, revision, name);
        }
        var remote = RemoteFile.of(address, response);
        if (settled != null && !settled.equals(remote.commit())) {
            throw new HubException(
                    model + ", " + name + ": asked at commit " + settled + ", the hub answers with " + remote.commit());
        }
        return settle(remote.commit()) ? remote : ask(name);
    }

    private void rememberMissing(@Nullable String settled, @Nullable String answered, String name) throws IOException {
        var at = settled != null ? settled : answered;
        if (at != null && Names.isCommit(at)) {
            cache.rememberMissing(at, name);
        }
    }

    /** Settles the commit; false where another thread settled another meanwhile. */
    private synchronized boolean settle(String found) throws IOException {
        if (commit == null) {
            cache.rememberCommit(revision, found);
            commit = found;
        }
        return found.equals(commit);
    }

    @Override
    public boolean has(String name) throws IOException {
        Names.checkFile(name);
        if (cached(name) != null) {
            return true;
        }
        var settled = commit;
        if (settled != null && cache.isKnownMissing(settled, name)) {
            return false;
        }
        if (!offline) {
            try {
                return ask(name) != null;
            } catch (ConnectionException e) {
                LOG.log(System.Logger.Level.DEBUG, "looking in the cache alone", e);
            }
        }
        var known = settled == null ? cache.commit(revision) : settled;
        return known != null && cache.find(known, name) != null;
    }

    @Override
    public List<String> list() throws IOException {
        if (!offline) {
            try {
                var settled = commit;
                var listing = Listing.of(client, model, settled == null ? revision : settled);
                return settle(listing.commit()) ? listing.files() : list();
            } catch (ConnectionException e) {
                LOG.log(System.Logger.Level.WARNING, "{0}; listing what the cache has", e.getMessage());
            }
        }
        var known = commit == null ? cache.commit(revision) : commit;
        if (known == null || !Files.isDirectory(cache.snapshot(known))) {
            throw new HubException(model + " at " + revision + ": nothing is in the cache, and the hub "
                    + (offline ? "is not asked since HF_HUB_OFFLINE is set" : "cannot be reached"));
        }
        return DirectoryFiles.of(cache.snapshot(known)).list();
    }

    @Override
    public String name() {
        return model;
    }

    @Override
    public String toString() {
        var settled = commit;
        return "HubFiles[" + model + " at " + (settled == null ? revision : settled) + "]";
    }
}
