package io.lanewise.hub;

import io.lanewise.tensor.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's folder in the cache, laid out as Python's huggingface_hub lays it out: {@code blobs} holds the contents by
 * etag, {@code snapshots} a folder for each commit with links to them, {@code refs} the commit that a branch had, and
 * {@code .no_exist} the names that a commit lacks.
 */
final class HubCache {
    /** An etag becomes a file's name. */
    private static final Pattern ETAG = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");

    private static final int LONGEST_REF = 256;

    private final Path folder;
    private final Path locks;

    HubCache(Path cache, String model) {
        var name = "models--" + model.replace("/", "--");
        this.folder = cache.resolve(name);
        this.locks = cache.resolve(".locks").resolve(name);
    }

    /** Whether an etag can be the name of a file. */
    static boolean isEtag(String etag) {
        return ETAG.matcher(etag).matches();
    }

    Path blob(String etag) {
        return folder.resolve("blobs").resolve(etag);
    }

    /** Where a download is before all of it is there. */
    Path incomplete(String etag) {
        return folder.resolve("blobs").resolve(etag + ".incomplete");
    }

    Path lock(String etag) {
        return locks.resolve(etag + ".lock");
    }

    Path snapshot(String commit) {
        return folder.resolve("snapshots").resolve(commit);
    }

    /** The commit that a branch or tag had when it was last asked for, or null. */
    @Nullable
    String commit(String revision) throws IOException {
        var ref = folder.resolve("refs").resolve(revision);
        if (!Files.isRegularFile(ref) || Files.size(ref) > LONGEST_REF) {
            return null;
        }
        var commit = new String(Files.readAllBytes(ref), StandardCharsets.ISO_8859_1).strip();
        return Names.isCommit(commit) ? commit : null;
    }

    void rememberCommit(String revision, String commit) throws IOException {
        var ref = folder.resolve("refs").resolve(revision);
        if (!commit.equals(commit(revision))) {
            Files.createDirectories(ref.getParent());
            AtomicFile.write(ref, commit.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** A file of a commit, or null where it is not here. */
    @Nullable
    Path find(String commit, String file) {
        var path = snapshot(commit).resolve(file);
        return Files.isRegularFile(path) ? path : null;
    }

    boolean isKnownMissing(String commit, String file) {
        return Files.exists(missing(commit, file));
    }

    void rememberMissing(String commit, String file) throws IOException {
        var path = missing(commit, file);
        Files.createDirectories(path.getParent());
        AtomicFile.write(path, new byte[0]);
    }

    private Path missing(String commit, String file) {
        return folder.resolve(".no_exist").resolve(commit).resolve(file);
    }

    /** Gives a blob its name in a commit: by a relative link, or by a copy where the file system has no links. */
    Path link(String commit, String file, Path blob) throws IOException {
        var path = snapshot(commit).resolve(file);
        var parent = Objects.requireNonNull(path.getParent());
        Files.createDirectories(parent);
        var temporary = path.resolveSibling(
                "." + path.getFileName() + "." + Thread.currentThread().threadId() + "-"
                        + ProcessHandle.current().pid() + ".tmp");
        Files.deleteIfExists(temporary);
        try {
            try {
                Files.createSymbolicLink(temporary, parent.relativize(blob));
            } catch (UnsupportedOperationException | FileSystemException e) {
                Files.copy(blob, temporary, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return path;
    }
}
