package io.lanewise.hub;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Closes a stream on which nothing comes for too long, so that its reader does not wait for ever. */
final class StallWatch implements AutoCloseable {
    private final Duration limit;
    private final Thread thread;
    private volatile long last = System.nanoTime();
    private volatile boolean fired;

    StallWatch(Closeable stream, Duration limit) {
        this.limit = limit;
        this.thread = Thread.ofVirtual().name("lanewise-stall-watch").start(() -> watch(stream));
    }

    private void watch(Closeable stream) {
        try {
            for (long left = limit.toNanos(); left > 0; left = last + limit.toNanos() - System.nanoTime()) {
                Thread.sleep(Duration.ofNanos(left));
            }
            fired = true;
            stream.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the reader is done
        } catch (IOException e) {
            System.getLogger("io.lanewise.hub").log(System.Logger.Level.DEBUG, "cannot close a connection", e);
        }
    }

    /** Says that something came. */
    void progress() {
        last = System.nanoTime();
    }

    /** Whether the stream was closed. */
    boolean hasFired() {
        return fired;
    }

    Duration limit() {
        return limit;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
