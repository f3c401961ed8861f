package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Of boxes that overlap, the one of the best score. */
final class Suppression {
    private final double[] corners;
    private final double limit;

    /** @param limit the overlap above which the worse of two boxes is left out */
    private Suppression(double[] corners, double limit) {
        this.corners = corners;
        this.limit = limit;
    }

    /** Inputs boxes [n, boxes, 4], scores [n, classes, boxes], the most per class, and two thresholds. */
    static Tensor suppress(Call call) {
        var boxes = call.x();
        var scores = call.tensor(1);
        long most = call.has(2) ? call.tensor(2).itemLong() : 0;
        double limit = call.number(3, 0);
        if (!(limit >= 0 && limit <= 1)) {
            throw new IllegalArgumentException("iou_threshold is " + limit + ", expected 0 to 1");
        }
        double least = call.number(4, Double.NEGATIVE_INFINITY);
        var corners = corners(boxes.toDoubleArray(), call.whole("center_point_box", 0) == 1);
        var suppression = new Suppression(corners, limit);
        var all = scores.toDoubleArray();
        int classes = scores.size(1);
        int count = scores.size(2);
        var chosen = LongStream.builder();
        for (int n = 0; n < scores.size(0); n++) {
            for (int c = 0; c < classes; c++) {
                int[] order = order(all, (n * classes + c) * count, count, least);
                int kept = suppression.best(order, n * count, most);
                for (int i = 0; i < kept; i++) {
                    chosen.add(n).add(c).add(order[i]);
                }
            }
        }
        var flat = chosen.build().toArray();
        return Tensor.wrap(flat, DType.I64, Shape.of(flat.length / 3, 3));
    }

    /** Two corners of each box, the lower one first. */
    private static double[] corners(double[] boxes, boolean centers) {
        var corners = new double[boxes.length];
        for (int i = 0; i + 3 < boxes.length; i += 4) {
            for (int d = 0; d < 2; d++) {
                double a = centers ? boxes[i + d] - boxes[i + 2 + d] / 2 : boxes[i + d];
                double b = centers ? boxes[i + d] + boxes[i + 2 + d] / 2 : boxes[i + 2 + d];
                corners[i + d] = Math.min(a, b);
                corners[i + 2 + d] = Math.max(a, b);
            }
        }
        return corners;
    }

    /** The boxes of a row of scores that are above the least, the best first, and the first of equal ones. */
    private static int[] order(double[] scores, int row, int count, double least) {
        return Arrays.stream(IntStream.range(0, count)
                        .filter(i -> scores[row + i] > least)
                        .mapToLong(i -> descending((float) scores[row + i]) | i)
                        .sorted()
                        .toArray())
                .mapToInt(key -> (int) key)
                .toArray();
    }

    /** The upper half of a number that is the lower, the higher the score is. */
    private static long descending(float score) {
        int bits = Float.floatToIntBits(score + 0f); // no negative zero
        int ascending = bits ^ (bits >> 31 & Integer.MAX_VALUE);
        return (long) ~ascending << 32;
    }

    /**
     * Brings those boxes to the front that overlap none before them too much, and says how many they are.
     *
     * @param first the place of the first box among all corners
     */
    private int best(int[] order, int first, long most) {
        var strips = new Strips(corners, order, first);
        int kept = 0;
        for (int i = 0; i < order.length && kept < most; i++) {
            int box = 4 * (first + order[i]);
            if (!strips.overlap(box, limit)) {
                strips.add(box);
                order[kept++] = order[i];
            }
        }
        return kept;
    }

    /** Boxes by where they begin along the first axis, so that few are compared with one that lies elsewhere. */
    private static final class Strips {
        private static final int COUNT = 256;

        private final double[] corners;
        private final double start;
        private final double scale;
        private final double[][] boxes = new double[COUNT][0];
        private final int[] lengths = new int[COUNT];

        /** The length along the first axis of the longest box that was added. */
        private double longest;

        Strips(double[] corners, int[] order, int first) {
            this.corners = corners;
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int box : order) {
                double begin = corners[4 * (first + box)];
                least = Math.min(least, begin);
                most = Math.max(most, begin);
            }
            this.start = least;
            this.scale = COUNT / (most - least);
        }

        private int strip(double place) {
            return Math.clamp((long) ((place - start) * scale), 0, COUNT - 1);
        }

        void add(int box) {
            int strip = strip(corners[box]);
            int length = lengths[strip];
            if (length == boxes[strip].length) {
                boxes[strip] = Arrays.copyOf(boxes[strip], Math.max(16, 2 * length));
            }
            System.arraycopy(corners, box, boxes[strip], length, 4);
            lengths[strip] = length + 4;
            longest = Math.max(longest, corners[box + 2] - corners[box]);
        }

        /** Whether a box overlaps one of these by more than the limit. */
        boolean overlap(int box, double limit) {
            // A strip more, since the difference is rounded.
            int from = Math.max(0, strip(corners[box] - longest) - 1);
            for (int strip = from; strip <= strip(corners[box + 2]); strip++) {
                for (int i = 0; i < lengths[strip]; i += 4) {
                    if (Suppression.overlap(corners, box, boxes[strip], i) > limit) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /** The area of the intersection of two boxes, as a fraction of that of their union. */
    private static double overlap(double[] first, int a, double[] second, int b) {
        double height = Math.min(first[a + 2], second[b + 2]) - Math.max(first[a], second[b]);
        if (height <= 0) {
            return 0;
        }
        double width = Math.min(first[a + 3], second[b + 3]) - Math.max(first[a + 1], second[b + 1]);
        if (width <= 0) {
            return 0;
        }
        double common = height * width;
        return common / (area(first, a) + area(second, b) - common);
    }

    private static double area(double[] corners, int box) {
        return (corners[box + 2] - corners[box]) * (corners[box + 3] - corners[box + 1]);
    }
}
