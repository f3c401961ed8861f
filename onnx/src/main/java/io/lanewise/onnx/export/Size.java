package io.lanewise.onnx.export;

import io.lanewise.onnx.format.ValueInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * A size as it depends on the axes that may change: a factor times a power of each axis.
 *
 * @param factor negative where the size depends on them in another way
 */
record Size(long factor, List<Integer> powers) {
    private static final int HIGHEST_POWER = 3;

    Size {
        powers = List.copyOf(powers);
    }

    /** The size that is {@code size} in the graph, and {@code grown} where one of the axes is longer. */
    static Size of(int size, List<Integer> grown, List<Axis> axes) {
        long factor = size;
        var powers = new ArrayList<Integer>();
        for (int i = 0; i < axes.size(); i++) {
            int power = power(size, grown.get(i), axes.get(i));
            for (int p = 0; p < power; p++) {
                factor = factor % axes.get(i).size() == 0 ? factor / axes.get(i).size() : -1;
            }
            powers.add(power);
            factor = power < 0 ? -1 : factor;
        }
        return new Size(factor, powers);
    }

    /** The p with grown / size = (axis.grown / axis.size)ᵖ, or -1. */
    private static int power(int size, int grown, Axis axis) {
        long left = grown;
        long right = size;
        for (int power = 0; power <= HIGHEST_POWER; power++) {
            if (left == right) {
                return power;
            }
            left *= axis.size();
            right *= axis.grown();
        }
        return -1;
    }

    boolean isKnown() {
        return factor >= 0;
    }

    boolean isFixed() {
        return isKnown() && powers.stream().allMatch(power -> power == 0);
    }

    /** How a file calls it. */
    String name(List<Axis> axes) {
        if (isFixed()) {
            return Long.toString(factor);
        }
        for (int i = 0; i < axes.size(); i++) {
            int sum = powers.stream().mapToInt(Integer::intValue).sum();
            if (factor == 1 && powers.get(i) == 1 && sum == 1) {
                return axes.get(i).name();
            }
        }
        return ValueInfo.ANY_SIZE;
    }
}
