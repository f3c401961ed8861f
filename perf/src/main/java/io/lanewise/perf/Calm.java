package io.lanewise.perf;

import io.lanewise.kernels.Limits;

/**
 * Whether the machine runs at its own speed. On a shared one, a neighbour that computes on the other half of the same core
 * takes up to half of the multiply-adds for seconds: what is measured meanwhile says nothing about the code.
 */
final class Calm {
    /** The rate of multiply-adds that the machine was found to have, in operations a second. */
    static final String RATE = "lanewise.bench.rate";

    /** A rate below this part of the best is no calm one: clocks change by some percent. */
    private static final double PART = 0.9;

    /** How long one JVM waits for calm, all in all. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private double best;
    private long waited;

    Calm() {
        best = Double.parseDouble(System.getProperty(RATE, "0"));
        Limits.flopsF32();
    }

    /** Whether it is calm at this moment. */
    boolean now() {
        double rate = Limits.flopsNow();
        best = Math.max(best, rate);
        return rate >= PART * best;
    }

    /** Waits until it is calm, or patience ends. */
    boolean await() {
        long start = System.nanoTime();
        long before = waited;
        boolean calm = now();
        while (!calm && waited < PATIENCE_NANOS) {
            calm = now();
            waited = before + System.nanoTime() - start;
        }
        return calm;
    }
}
