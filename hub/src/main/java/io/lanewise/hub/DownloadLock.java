package io.lanewise.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets one download of a blob run at a time: of this program's threads by a lock in memory, of several programs by a
 * lock on a file. Both are needed, since the file's lock belongs to the program as a whole, and closing a second channel
 * of the file would release it.
 */
final class DownloadLock implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.lanewise.hub");
    private static final int PAUSE_MILLIS = 50;

    /** Blobs share these by their path's hash: two that meet only wait for each other. */
    private static final ReentrantLock[] THREADS =
            IntStream.range(0, 64).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    private final ReentrantLock thread;
    private final FileChannel channel;
    private final FileLock lock;

    private DownloadLock(ReentrantLock thread, FileChannel channel, FileLock lock) {
        this.thread = thread;
        this.channel = channel;
        this.lock = lock;
    }

    /** Waits until no other download of this blob runs. */
    static DownloadLock acquire(Path file) throws IOException {
        var path = file.toAbsolutePath().normalize();
        var thread = THREADS[Math.floorMod(path.hashCode(), THREADS.length)];
        try {
            thread.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted(file);
        }
        FileChannel channel = null;
        try {
            Files.createDirectories(path.getParent());
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = waitFor(channel, file);
            return new DownloadLock(thread, channel, lock);
        } catch (IOException | RuntimeException e) {
            thread.unlock();
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    private static FileLock waitFor(FileChannel channel, Path file) throws IOException {
        boolean said = false;
        while (true) {
            var lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            if (!said) {
                LOG.log(System.Logger.Level.INFO, "waiting for another download: {0} is locked", file);
                said = true;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                throw interrupted(file);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) { // this class was loaded twice
            return null;
        }
    }

    private static InterruptedIOException interrupted(Path file) {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for another download: " + file);
    }

    @Override
    public void close() throws IOException {
        try {
            lock.release();
            channel.close();
        } finally {
            thread.unlock();
        }
    }
}
