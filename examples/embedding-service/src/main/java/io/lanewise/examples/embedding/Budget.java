package io.lanewise.examples.embedding;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all requests together may hold at a time. */
final class Budget {
    private final AtomicLong left;

    Budget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** What one request holds, which it gives back when it ends. */
    Share share() {
        return new Share();
    }

    /** For one thread. */
    final class Share implements AutoCloseable {
        private long held;

        private Share() {}

        /** Takes bytes; false, and none taken, when so many are not left. */
        boolean take(long bytes) {
            if (left.addAndGet(-bytes) < 0) {
                left.addAndGet(bytes);
                return false;
            }
            held += bytes;
            return true;
        }

        @Override
        public void close() {
            left.addAndGet(held);
            held = 0;
        }
    }
}
