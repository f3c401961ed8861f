package io.lanewise.perf;

import java.util.Arrays;

/**
 * What one JVM measured of a subject's side.
 *
 * @param seconds of a run, for each of JMH's iterations that the machine was {@link Calm} in, or for all if there are none
 * @param calm how many iterations the machine was calm in
 * @param iterations how many there were
 */
record Measured(String subject, String side, double[] seconds, int calm, int iterations) {
    double median() {
        return median(seconds);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
