package io.lanewise.examples.embedding;

import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections on which a request takes too long, from its first line to the last byte of its answer: those of
 * clients that send byte by byte, stop in the middle, or do not read. The server's own limits are for one read each, and
 * for connections that wait for a request; a write that nobody reads would wait for ever.
 *
 * <p>Each connection has a virtual thread. One that is interrupted closes the socket on which it waits.
 */
final class Deadlines implements Http1ConnectionListener, AutoCloseable {
    private static final ThreadLocal<@Nullable Future<?>> CURRENT = new ThreadLocal<>();

    private final Duration longest;
    private final ScheduledThreadPoolExecutor timer;

    Deadlines(Duration longest) {
        this.longest = longest;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** A request begins: what its connection did before is over. */
    @Override
    public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        var before = CURRENT.get();
        if (before != null) {
            before.cancel(false);
        }
        CURRENT.set(timer.schedule(Thread.currentThread()::interrupt, longest.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
