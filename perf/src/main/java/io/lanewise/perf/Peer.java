package io.lanewise.perf;

import java.util.Map;

/**
 * A library to compare with; {@link Peers} finds it through {@link java.util.ServiceLoader}. A variant that needs other
 * environment variables is a peer of its own.
 */
public interface Peer {
    /** The name as tables show it. */
    String name();

    /** Whether {@link #work} has work for a task; loads nothing native. */
    boolean supports(Task task);

    /**
     * Variables that a JVM needs in which this peer works with a number of threads.
     *
     * @param vectorBits the width of the vectors that Lanewise uses; the peer is to use no wider ones
     */
    Map<String, String> environment(int threads, int vectorBits);

    /** Whether the peer counts beside vectors of that width; one that would use wider ones does not. */
    default boolean fair(int vectorBits) {
        return true;
    }

    /** The task's work, with its arrays ready, on at most so many threads. */
    Work work(Task task, int threads);
}
