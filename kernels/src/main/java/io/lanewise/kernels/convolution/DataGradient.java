package io.lanewise.kernels.convolution;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.Recycler;
import io.lanewise.kernels.product.Tiles;
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
        for (int d = 0; d < remainders(0); d++) {
            for (int h = 0; h < remainders(1); h++) {
                for (int w = 0; w < remainders(2); w++) {
                    Phase phase = phase(before, taps, d, h, w);
                    phases.add(phase);
                    taps += phase.taps.length;
                }
            }
        }
    }

    /** Whether there are elements that no window meets, as where a stride is larger than the kernel. */
    boolean leavesGaps() {
        return phases.stream().anyMatch(phase -> phase.taps.length == 0);
    }

    /** The remainders that elements of dimension d have: a stride may be larger than the image. */
    private int remainders(int d) {
        return Math.min(shape.stride()[d], shape.in()[d]);
    }

    private int[] all(int d) {
        return IntStream.range(0, remainders(d))
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

    /** Whether one phase has all taps, so that they are wanted as they lie. */
    boolean isWhole() {
        return phases.stream().anyMatch(phase -> phase.taps.length == shape.taps());
    }

    /**
     * For each phase the weights of its taps as a matrix [filters · taps, channels], one after the other: for the product
     * they are rows of a right operand, or columns of a left one.
     */
    void arrange(Tiles tiles, ElementType type, Object w, int wo, Object to, int offset) {
        int taps = shape.taps();
        int channels = shape.channels();
        long grain = Math.max(1, (1 << 15) / Math.max(1, taps * channels));
        Pool.ranges(shape.filters(), grain, (from, until) -> {
            Object filter = Recycler.take(type.carrier(), taps * channels);
            for (int f = (int) from; f < until; f++) {
                tiles.pack(taps, channels, w, wo + f * channels * taps, 1, taps, filter, 0, channels);
                for (Phase phase : phases) {
                    int n = phase.taps.length;
                    int row = offset + (phase.before * shape.filters() + f * n) * channels;
                    for (int t = 0; t < n; t++) {
                        System.arraycopy(filter, phase.taps[t] * channels, to, row + t * channels, channels);
                    }
                }
            }
            Recycler.give(filter);
        });
    }
}
