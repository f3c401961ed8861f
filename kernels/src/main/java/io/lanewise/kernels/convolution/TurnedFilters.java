package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Recycler;

/** Filters turned by half a turn, those that meet a channel side by side: what a gradient by data multiplies with. */
final class TurnedFilters {
    private TurnedFilters() {}

    /**
     * Filters {@code [groups·filters, channels, taps]} as {@code [groups·channels, filters, taps]} with their taps in
     * reverse, to be given back to the recycler.
     */
    static Object take(ElementType type, ConvolutionShape s, Object w, int wo) {
        int taps = s.taps();
        int filterStep = s.channels() * taps;
        Object turned = Recycler.take(type.carrier(), s.groups() * s.filters() * filterStep);
        for (int i = 0; i < s.groups() * s.channels(); i++) {
            int first = wo + i / s.channels() * s.filters() * filterStep + i % s.channels() * taps;
            for (int f = 0; f < s.filters(); f++) {
                reverse(taps, w, first + f * filterStep, turned, (i * s.filters() + f) * taps);
            }
        }
        return turned;
    }

    private static void reverse(int n, Object from, int fo, Object to, int o) {
        if (from instanceof float[] x && to instanceof float[] y) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[fo + n - 1 - i];
            }
        } else if (from instanceof double[] x && to instanceof double[] y) {
            for (int i = 0; i < n; i++) {
                y[o + i] = x[fo + n - 1 - i];
            }
        }
    }
}
