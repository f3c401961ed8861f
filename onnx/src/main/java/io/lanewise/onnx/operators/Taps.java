package io.lanewise.onnx.operators;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of a line, with which weights, give each element of a line of another size.
 *
 * @param places for each tap and target the place of an element
 * @param weights for each tap and target its weight; null where the only tap is the element itself
 * @param outside the targets that lie outside of the line; null where none is to be found there
 */
record Taps(long[][] places, double @Nullable [][] weights, boolean @Nullable [] outside) {
    /**
     * Sizes along an axis.
     *
     * @param start where the part begins that is looked at, as a fraction of the line
     * @param end where it ends
     */
    record Line(int size, int target, double scale, double start, double end) {
        boolean isIdentity(Rule rule) {
            return scale == 1 && size == target && !rule.coordinates().equals("tf_crop_and_resize");
        }
    }

    /** How elements are chosen, by the attributes of ONNX's Resize. */
    record Rule(
            String mode,
            String coordinates,
            String nearest,
            double cubic,
            boolean excludesOutside,
            boolean antialias,
            double extrapolation) {}

    static Taps of(Line line, Rule rule) {
        boolean[] outside = null;
        if (rule.coordinates().equals("tf_crop_and_resize")) {
            outside = new boolean[line.target()];
            for (int i = 0; i < outside.length; i++) {
                double place = place(i, line, rule);
                outside[i] = place < 0 || place > line.size() - 1;
            }
        }
        if (rule.mode().equals("nearest")) {
            var places = new long[1][line.target()];
            for (int i = 0; i < line.target(); i++) {
                places[0][i] = Math.clamp((long) nearest(place(i, line, rule), rule), 0, line.size() - 1);
            }
            var ones = new double[1][line.target()];
            Arrays.fill(ones[0], 1);
            return new Taps(places, outside == null ? null : ones, outside);
        }
        return weighted(line, rule, outside);
    }

    private static double nearest(double place, Rule rule) {
        return switch (rule.nearest()) {
            case "round_prefer_floor" -> Math.ceil(place - 0.5);
            case "round_prefer_ceil" -> Math.floor(place + 0.5);
            case "floor" -> Math.floor(place);
            case "ceil" -> Math.ceil(place);
            default ->
                throw new IllegalArgumentException("nearest_mode is '" + rule.nearest()
                        + "', expected round_prefer_floor, round_prefer_ceil, floor or ceil");
        };
    }

    private static double place(int i, Line line, Rule rule) {
        double scale = line.scale();
        return switch (rule.coordinates()) {
            case "half_pixel" -> (i + 0.5) / scale - 0.5;
            case "half_pixel_symmetric" -> {
                double adjustment = line.target() / (scale * line.size());
                yield line.size() / 2.0 * (1 - adjustment) + (i + 0.5) / scale - 0.5;
            }
            case "pytorch_half_pixel" -> line.target() > 1 ? (i + 0.5) / scale - 0.5 : 0;
            // By the whole size, as ONNX Runtime and PyTorch have it. Two of ONNX's own tests take the size before it
            // is rounded: then the corners are not aligned.
            case "align_corners" -> line.target() == 1 ? 0 : i * (line.size() - 1.0) / (line.target() - 1);
            case "asymmetric" -> i / scale;
            case "tf_half_pixel_for_nn" -> (i + 0.5) / scale;
            case "tf_crop_and_resize" -> {
                double last = line.size() - 1.0;
                yield line.target() > 1
                        ? line.start() * last + i * (line.end() - line.start()) * last / (line.target() - 1)
                        : 0.5 * (line.start() + line.end()) * last;
            }
            default ->
                throw new IllegalArgumentException(
                        "coordinate_transformation_mode '" + rule.coordinates() + "' is not known");
        };
    }

    private static Taps weighted(Line line, Rule rule, boolean @Nullable [] outside) {
        boolean cubic = rule.mode().equals("cubic");
        if (!cubic && !rule.mode().equals("linear")) {
            throw new IllegalArgumentException("mode is '" + rule.mode() + "', expected nearest, linear or cubic");
        }
        // Where many elements become one, a filter that is as much wider sees all of them.
        double shrink = rule.antialias() ? Math.min(1, line.scale()) : 1;
        int half = (int) Math.ceil((cubic ? 2 : 1) / shrink);
        var places = new long[2 * half][line.target()];
        var weights = new double[2 * half][line.target()];
        for (int i = 0; i < line.target(); i++) {
            double place = place(i, line, rule);
            long first = (long) Math.floor(place) - half + 1;
            double sum = 0;
            for (int tap = 0; tap < 2 * half; tap++) {
                long at = first + tap;
                double distance = Math.abs(place - at) * shrink;
                double weight = cubic ? keys(distance, rule.cubic()) : Math.max(0, 1 - distance);
                boolean excluded = (rule.excludesOutside() || rule.antialias()) && (at < 0 || at >= line.size());
                places[tap][i] = Math.clamp(at, 0, line.size() - 1);
                weights[tap][i] = excluded ? 0 : weight;
                sum += weights[tap][i];
            }
            for (int tap = 0; tap < 2 * half; tap++) {
                weights[tap][i] /= sum;
            }
        }
        return new Taps(places, weights, outside);
    }

    /** Keys' cubic convolution: R. G. Keys, "Cubic convolution interpolation for digital image processing", 1981. */
    static double keys(double x, double a) {
        if (x <= 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }
}
