package io.lanewise.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Brings one blob into the cache. What has come lies in a file of its own, so that the next try goes on there; only when
 * its size and its checksum are right does it get the blob's name. Where it cannot be right, or cannot be written, it
 * is removed.
 */
final class Download {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    private static final int BUFFER = 1 << 18;

    private final HubClient client;
    private final HubCache cache;
    private final RemoteFile remote;
    private final String model;
    private final String file;
    private final Path incomplete;
    private long size;

    Download(HubClient client, HubCache cache, RemoteFile remote, String model, String file) {
        this.client = client;
        this.cache = cache;
        this.remote = remote;
        this.model = model;
        this.file = file;
        this.incomplete = cache.incomplete(remote.etag());
        this.size = remote.size();
    }

    /** Returns the blob, once it is there. */
    Path run() throws IOException {
        var blob = cache.blob(remote.etag());
        if (Files.isRegularFile(blob)) {
            return blob;
        }
        try (var _ = DownloadLock.acquire(cache.lock(remote.etag()))) {
            if (Files.isRegularFile(blob)) { // another download brought it meanwhile
                return blob;
            }
            Files.createDirectories(blob.getParent());
            boolean hasEarlierPart = length() > 0;
            fetch();
            var damage = damage();
            if (damage != null && hasEarlierPart) { // the part may have been of something else
                Files.delete(incomplete);
                fetch();
                damage = damage();
            }
            if (damage != null) {
                Files.delete(incomplete);
                throw new HubException(named() + damage);
            }
            Files.move(incomplete, blob, StandardCopyOption.ATOMIC_MOVE);
            return blob;
        }
    }

    private long length() throws IOException {
        return Files.exists(incomplete) ? Files.size(incomplete) : 0;
    }

    /** Fetches what is missing, as often as it takes and patience allows. */
    private void fetch() throws IOException {
        int failures = 0;
        while (true) {
            long before = length();
            if (size >= 0 && before > size) {
                Files.delete(incomplete);
                before = 0;
            }
            if (size >= 0 && before == size && Files.exists(incomplete)) {
                return;
            }
            try {
                if (fetchFrom(before)) {
                    return;
                }
            } catch (BrokenOffException e) {
                failures = length() > before ? 0 : failures + 1;
                if (failures > client.patience().retries()) {
                    throw new ConnectionException(
                            named() + " broke off at byte " + length() + " of " + described(size) + ", " + failures
                                    + " times without a byte more; the next call goes on there",
                            e);
                }
                client.pause(client.patience().pauseBefore(failures), remote.address());
            }
        }
    }

    /** The connection ended before all had come. */
    private static final class BrokenOffException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenOffException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Makes one request; false where the part that is here was of no use and is gone. */
    private boolean fetchFrom(long from) throws IOException {
        checkSpace(from);
        var response = client.get(remote.address(), from);
        try (var body = response.body()) {
            int status = response.statusCode();
            if (status == 416 && from > 0) {
                Files.delete(incomplete);
                return false;
            }
            if (status != 200 && status != 206) {
                throw Refusal.of(response, remote.address(), model, remote.commit(), file);
            }
            checkEncoding(response);
            long start = status == 206 ? rangeStart(response, from) : 0;
            checkLength(response, start);
            copy(body, start);
            return size < 0 || length() == size;
        }
    }

    private void checkEncoding(HttpResponse<?> response) throws HubException {
        var encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new HubException(named() + ": comes encoded as " + Names.quoted(encoding) + "; expected it as it is");
        }
    }

    private long rangeStart(HttpResponse<?> response, long from) throws HubException {
        var text = response.headers().firstValue("Content-Range").orElse("");
        var range = CONTENT_RANGE.matcher(text);
        if (!range.matches() || Long.parseLong(range.group(1)) != from) {
            throw new HubException(
                    named() + ": asked from byte " + from + " on, the answer's Content-Range is " + Names.quoted(text));
        }
        if (!range.group(3).equals("*")) {
            expectSize(Long.parseLong(range.group(3)));
        }
        return from;
    }

    private void checkLength(HttpResponse<?> response, long start) throws HubException {
        var length = response.headers().firstValueAsLong("Content-Length");
        if (length.isPresent()) {
            expectSize(start + length.getAsLong());
        }
    }

    private void expectSize(long found) throws HubException {
        if (size < 0) {
            size = found;
        }
        if (found != size) {
            throw new HubException(named() + ": is sent as " + described(found) + "; expected " + described(size)
                    + ", as the hub said before");
        }
    }

    private void copy(InputStream body, long start) throws IOException {
        var buffer = ByteBuffer.allocate(BUFFER);
        try (var channel = openIncomplete(start);
                var watch = new StallWatch(body, client.patience().stall())) {
            long at = start;
            while (true) {
                int n = read(body, buffer.array(), watch);
                if (n < 0) {
                    break;
                }
                at += n;
                if (at > (size < 0 ? RemoteFile.LARGEST : size)) {
                    Files.delete(incomplete);
                    throw new HubException(named() + ": more is sent than " + described(size));
                }
                write(channel, buffer.clear().limit(n));
            }
            channel.force(true);
        }
        if (size >= 0 && length() < size) {
            throw new BrokenOffException("the answer ended early", new java.io.EOFException());
        }
    }

    private FileChannel openIncomplete(long start) throws IOException {
        try {
            var channel = FileChannel.open(incomplete, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return channel.truncate(start).position(start);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private static int read(InputStream body, byte[] bytes, StallWatch watch) throws IOException {
        try {
            int n = body.read(bytes);
            watch.progress();
            if (n < 0 && watch.hasFired()) {
                throw new IOException("no byte came for " + watch.limit());
            }
            return n;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw (InterruptedIOException) new InterruptedIOException("interrupted while downloading").initCause(e);
            }
            throw new BrokenOffException("the connection broke", e);
        }
    }

    private void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (ClosedByInterruptException e) {
            throw (InterruptedIOException) new InterruptedIOException("interrupted while downloading").initCause(e);
        } catch (IOException e) {
            Files.deleteIfExists(incomplete); // it would fill what space there is
            throw cannotWrite(e);
        }
    }

    private HubException cannotWrite(IOException e) {
        return new HubException(named() + ": cannot be written to " + incomplete + ": " + e.getMessage(), e);
    }

    private void checkSpace(long from) throws IOException {
        long free = Files.getFileStore(incomplete.getParent()).getUsableSpace();
        if (size >= 0 && size - from > free) {
            throw new HubException(named() + ": needs " + described(size - from) + " in " + incomplete.getParent()
                    + ", where " + described(free) + " are free");
        }
    }

    /** What is wrong with the content, or null where nothing is. */
    private @Nullable String damage() throws IOException {
        var checksum = Checksum.of(remote.etag());
        var sum = checksum.compute(incomplete);
        return sum == null || sum.equals(remote.etag())
                ? null
                : ": what came has the " + checksum + " " + sum + "; expected " + remote.etag()
                        + ": it was damaged on its way, and is removed";
    }

    private String named() {
        return model + ", " + file;
    }

    private static String described(long bytes) {
        return bytes < 0 ? "unknown size" : bytes + " bytes";
    }
}
