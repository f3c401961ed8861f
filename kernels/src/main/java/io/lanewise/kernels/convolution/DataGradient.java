package io.lanewise.kernels.convolution;

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
     */
    record Phase(int[] first, int[] count, int[] taps, int[] elementAt) {}

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
        for (int d = 0; d < remainders(0); d++) {
            for (int h = 0; h < remainders(1); h++) {
                for (int w = 0; w < remainders(2); w++) {
                    phases.add(phase(before, d, h, w));
                }
            }
        }
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

    private Phase phase(int[] before, int... r) {
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
        return new Phase(r.clone(), count, numbers, planes.elements(shape.filters(), places));
    }
}
