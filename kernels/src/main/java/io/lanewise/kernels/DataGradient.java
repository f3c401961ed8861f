package io.lanewise.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The transpose of a convolution by its images. The elements of an image whose places have equal remainders by the stride
 * meet the same taps: for each such phase the result is a convolution of stride 1 of the gradient with those taps.
 */
final class DataGradient {
    private static final int[] ONES = {1, 1, 1};

    final ConvolutionShape shape;
    final Planes planes;
    final List<Phase> phases = new ArrayList<>();

    /**
     * Elements of the image with equal remainders.
     *
     * @param first where they begin
     * @param count how many there are
     * @param taps numbers of the taps that they meet, ascending
     * @param elementAt where the gradient's elements lie that the taps meet, for all filters
     * @param before how many taps earlier phases have
     */
    record Phase(int[] first, int[] count, int[] taps, int[] elementAt, int before) {}

    DataGradient(ConvolutionShape s) {
        shape = s;
        int[] before = new int[3];
        int[] windows = new int[3];
        int[][] places = new int[3][];
        for (int d = 0; d < 3; d++) {
            int[] all = all(d);
            int least = IntStream.of(all).min().orElse(0);
            before[d] = Math.max(0, -least);
            places[d] = IntStream.of(all)
                    .map(offset -> offset + Math.max(0, -least))
                    .toArray();
            windows[d] = Math.ceilDiv(s.in()[d], s.stride()[d]);
        }
        planes = new Planes(s.out(), before, ONES, places, windows);
        int taps = 0;
        for (int d = 0; d < Math.min(s.stride()[0], s.in()[0]); d++) {
            for (int h = 0; h < Math.min(s.stride()[1], s.in()[1]); h++) {
                for (int w = 0; w < Math.min(s.stride()[2], s.in()[2]); w++) {
                    Phase phase = phase(before, taps, d, h, w);
                    phases.add(phase);
                    taps += phase.taps.length;
                }
            }
        }
    }

    private int[] all(int d) {
        return IntStream.range(0, shape.stride()[d])
                .flatMap(r -> IntStream.of(taps(d, r)).map(k -> offset(d, r, k)))
                .toArray();
    }

    /** The taps of dimension d that elements with remainder r meet. */
    private int[] taps(int d, int r) {
        int start = r + shape.before()[d];
        return IntStream.range(0, shape.kernel()[d])
                .filter(k -> (start - k * shape.dilation()[d]) % shape.stride()[d] == 0)
                .toArray();
    }

    /** Where in the gradient lies what tap k brings to the first element with remainder r. */
    private int offset(int d, int r, int k) {
        return (r + shape.before()[d] - k * shape.dilation()[d]) / shape.stride()[d];
    }

    private Phase phase(int[] before, int tapsBefore, int... r) {
        int[] count = new int[3];
        int[][] taps = new int[3][];
        int[][] places = new int[3][];
        for (int i = 0; i < 3; i++) {
            int d = i;
            count[d] = Math.ceilDiv(shape.in()[d] - r[d], shape.stride()[d]);
            taps[d] = taps(d, r[d]);
            places[d] = IntStream.of(taps[d])
                    .map(k -> offset(d, r[d], k) + before[d])
                    .toArray();
        }
        int[] numbers = new int[taps[0].length * taps[1].length * taps[2].length];
        int n = 0;
        for (int d : taps[0]) {
            for (int h : taps[1]) {
                for (int w : taps[2]) {
                    numbers[n++] = (d * shape.kernel()[1] + h) * shape.kernel()[2] + w;
                }
            }
        }
        return new Phase(r.clone(), count, numbers, planes.elements(shape.filters(), places), tapsBefore);
    }

    /** For each phase the weights of its taps as a matrix [channels, filters · taps], one after the other. */
    void arrange(PatchKernels kernels, Object w, int wo, Object to, int offset) {
        int taps = shape.taps();
        int[] filterAt = IntStream.range(0, shape.filters())
                .map(f -> f * shape.channels() * taps)
                .toArray();
        for (Phase phase : phases) {
            int[] pieces = pieces(phase.taps, kernels.lanes() == 1 ? taps : kernels.lanes());
            int step = phase.taps.length;
            int o = offset + phase.before * shape.channels() * shape.filters();
            for (int c = 0; c < shape.channels(); c++) {
                int at = o + c * shape.filters() * step;
                kernels.rows(shape.filters(), filterAt, 0, pieces.length / 3, pieces, w, wo + c * taps, to, at, step);
            }
        }
    }

    /** Runs of neighbouring taps. */
    private static int[] pieces(int[] taps, int longest) {
        IntStream.Builder pieces = IntStream.builder();
        for (int t = 0; t < taps.length; ) {
            int n = 1;
            while (t + n < taps.length && n < longest && taps[t + n] == taps[t] + n) {
                n++;
            }
            pieces.add(taps[t]).add(t).add(n);
            t += n;
        }
        return pieces.build().toArray();
    }
}
