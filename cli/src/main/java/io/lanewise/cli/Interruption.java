package io.lanewise.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a training that is interrupted (Ctrl-C, or the signal TERM) end its step and write a checkpoint before the JVM
 * goes, and says how to go on. Only one thread writes files, and the JVM waits for it: no file is left half written.
 */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean requested;
    private volatile String lastCheckpoint = "There is no checkpoint yet.";

    Interruption(PrintWriter err) {
        hook = new Thread(
                () -> {
                    requested = true;
                    awaitEnd();
                    err.println();
                    err.println("Interrupted. " + lastCheckpoint);
                },
                "lanewise-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void awaitEnd() {
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRequested() {
        return requested;
    }

    /** What to say of the newest whole checkpoint. */
    void lastCheckpoint(String text) {
        lastCheckpoint = text;
    }

    /** The work has ended, well or not. */
    @Override
    public void close() {
        ended.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // The JVM began to end just now; the hook says what there is to say.
            }
        }
    }
}
