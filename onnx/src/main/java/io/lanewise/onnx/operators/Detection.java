package io.lanewise.onnx.operators;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Boxes in images. */
final class Detection {
    private Detection() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "NonMaxSuppression" -> Operator.one(Detection::suppress);
            case "RoiAlign" -> Operator.one(RoiAlign::align);
            case "MaxRoiPool" -> Operator.one(RoiPool::pool);
            default -> null;
        };
    }

    /** Inputs boxes [n, boxes, 4], scores [n, classes, boxes], the most per class, and two thresholds. */
    private static Tensor suppress(Call call) {
        var boxes = call.x();
        var scores = call.tensor(1);
        long most = call.has(2) ? call.tensor(2).itemLong() : 0;
        double overlap = call.number(3, 0);
        double least = call.number(4, Double.NEGATIVE_INFINITY);
        var corners = corners(boxes.toDoubleArray(), call.whole("center_point_box", 0) == 1);
        var all = scores.toDoubleArray();
        int classes = scores.size(1);
        int count = scores.size(2);
        var chosen = new ArrayList<long[]>();
        for (int n = 0; n < scores.size(0); n++) {
            for (int c = 0; c < classes; c++) {
                int row = (n * classes + c) * count;
                for (int box : best(corners, n * count, all, row, count, most, overlap, least)) {
                    chosen.add(new long[] {n, c, box});
                }
            }
        }
        var flat = chosen.stream().flatMapToLong(Arrays::stream).toArray();
        return Tensor.wrap(flat, DType.I64, Shape.of(chosen.size(), 3));
    }

    private static List<Integer> best(
            double[] corners, int first, double[] scores, int row, int count, long most, double overlap, double least) {
        var order = IntStream.range(0, count)
                .filter(i -> scores[row + i] > least)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[row + i]))
                .toList();
        var kept = new ArrayList<Integer>();
        for (int box : order) {
            if (kept.size() >= most) {
                break;
            }
            if (kept.stream().noneMatch(other -> overlap(corners, 4 * (first + box), 4 * (first + other)) > overlap)) {
                kept.add(box);
            }
        }
        return kept;
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

    /** The area of the intersection of two boxes, as a fraction of that of their union. */
    private static double overlap(double[] corners, int a, int b) {
        double common = 1;
        double first = 1;
        double second = 1;
        for (int d = 0; d < 2; d++) {
            common *= Math.max(
                    0, Math.min(corners[a + 2 + d], corners[b + 2 + d]) - Math.max(corners[a + d], corners[b + d]));
            first *= corners[a + 2 + d] - corners[a + d];
            second *= corners[b + 2 + d] - corners[b + d];
        }
        return common == 0 ? 0 : common / (first + second - common);
    }
}
