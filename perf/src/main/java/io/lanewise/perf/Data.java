package io.lanewise.perf;

import io.lanewise.expr.ElementType;
import java.lang.reflect.Array;
import java.util.SplittableRandom;

/** Arrays of numbers that look random and are the same in every JVM, so that all sides of a comparison work on them. */
public final class Data {
    /** A result of more elements is compared at this many places. */
    private static final int SAMPLE = 1 << 16;

    private Data() {}

    /** Numbers between -1 and 1. */
    public static float[] floats(int n, long seed) {
        return floats(n, -1, 1, seed);
    }

    /** The same numbers as {@link #floats}, as an array of f32 or f64. */
    public static Object array(ElementType type, int n, long seed) {
        float[] floats = floats(n, seed);
        return switch (type) {
            case F32 -> floats;
            case F64 -> {
                double[] doubles = new double[n];
                for (int i = 0; i < n; i++) {
                    doubles[i] = floats[i];
                }
                yield doubles;
            }
            default -> throw new IllegalArgumentException("data: " + type.lower() + "; expected f32 or f64");
        };
    }

    /** Floats between two numbers. */
    public static float[] floats(int n, int low, int high, long seed) {
        var random = new SplittableRandom(seed);
        float[] array = new float[n];
        for (int i = 0; i < n; i++) {
            array[i] = (float) random.nextDouble(low, high);
        }
        return array;
    }

    /** Integers from a number to below another. */
    public static long[] integers(int n, int low, int high, long seed) {
        return new SplittableRandom(seed).longs(n, low, high).toArray();
    }

    /** Numbers from 0 to 9. */
    public static long[] classes(int n, long seed) {
        return integers(n, 0, 10, seed);
    }

    /** The elements of an array of numbers, or of a long one a choice that depends on its length alone. */
    public static double[] sample(Object array) {
        int n = Array.getLength(array);
        int step = Math.max(1, n / SAMPLE | 1);
        double[] sample = new double[(n + step - 1) / step];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = Array.getDouble(array, i * step);
        }
        return sample;
    }

    /**
     * Compares results.
     *
     * @param tolerance the largest difference allowed, as a part of the largest expected magnitude
     * @throws IllegalStateException where they differ by more, naming the place
     */
    static void check(String what, double[] actual, double[] expected, double tolerance) {
        if (actual.length != expected.length) {
            throw new IllegalStateException(
                    "%s: %d results against %d".formatted(what, actual.length, expected.length));
        }
        double largest = 0;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < actual.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= tolerance * largest)) {
                throw new IllegalStateException(
                        "%s: result %d is %s against %s".formatted(what, i, actual[i], expected[i]));
            }
        }
    }
}
