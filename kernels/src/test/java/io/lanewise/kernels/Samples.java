package io.lanewise.kernels;

import io.lanewise.expr.ElementType;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Arrays of numbers that kernels find hard, and comparison to the bit, where all NaNs are one. */
public final class Samples {
    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        1,
        -1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1e-45,
        -1e-40,
        3.4e38,
        -3.4e38,
        1e-310,
        1e300,
        88.7,
        -104.5,
        709.8,
        -745.2,
        0.5,
        -0.5,
        1.5,
        2.5,
        8388607.5,
        0x1p31,
        -0x1p63,
        6,
        -3
    };

    private Samples() {}

    /** Mostly moderate numbers, some special ones; bools are 0 or 1, integers that may divide are not 0. */
    public static Object array(ElementType type, int length, long seed) {
        var random = new SplittableRandom(seed);
        var array = Array.newInstance(type.carrier(), length);
        for (int i = 0; i < length; i++) {
            double wide = random.nextInt(4) == 0
                    ? SPECIAL[random.nextInt(SPECIAL.length)]
                    : random.nextDouble(-6, 6) * Math.pow(10, random.nextInt(-2, 3));
            long whole = random.nextInt(4) == 0 ? random.nextLong() : random.nextLong(-20, 20);
            set(type, array, i, wide, whole == 0 ? 1 : whole);
        }
        return array;
    }

    /** Finite numbers between -4 and 4. */
    public static Object moderate(ElementType type, int length, long seed) {
        var random = new SplittableRandom(seed);
        var array = Array.newInstance(type.carrier(), length);
        for (int i = 0; i < length; i++) {
            set(type, array, i, random.nextDouble(-4, 4), random.nextLong(-20, 20));
        }
        return array;
    }

    private static void set(ElementType type, Object array, int i, double wide, long whole) {
        switch (type) {
            case F32 -> Array.setFloat(array, i, (float) wide);
            case F64 -> Array.setDouble(array, i, wide);
            case I32 -> Array.setInt(array, i, (int) whole == 0 ? 1 : (int) whole);
            case I64 -> Array.setLong(array, i, whole);
            case I8, U8 -> Array.setByte(array, i, (byte) whole == 0 ? 1 : (byte) whole);
            case BOOL -> Array.setByte(array, i, (byte) (whole & 1));
        }
    }

    public static Object zeros(ElementType type, int length) {
        return Array.newInstance(type.carrier(), length);
    }

    /** The elements at offset, offset + step, … */
    public static Object take(Object array, int offset, int step, int n) {
        var taken = Array.newInstance(array.getClass().getComponentType(), n);
        for (int i = 0; i < n; i++) {
            Array.set(taken, i, Array.get(array, offset + i * step));
        }
        return taken;
    }

    public static Object copy(Object array) {
        return take(array, 0, 1, Array.getLength(array));
    }

    /** An array with an element put at offset, offset + step, … */
    public static Object spread(Object array, int offset, int step) {
        int n = Array.getLength(array);
        var spread = Array.newInstance(array.getClass().getComponentType(), offset + n * step + 1);
        for (int i = 0; i < n; i++) {
            Array.set(spread, offset + i * step, Array.get(array, i));
        }
        return spread;
    }

    public static double get(Object array, int i) {
        return ((Number) Array.get(array, i)).doubleValue();
    }

    public static long getLong(Object array, int i) {
        return ((Number) Array.get(array, i)).longValue();
    }

    public static void put(Object array, int i, Number value) {
        switch (array) {
            case float[] x -> x[i] = value.floatValue();
            case double[] x -> x[i] = value.doubleValue();
            case int[] x -> x[i] = value.intValue();
            case long[] x -> x[i] = value.longValue();
            case byte[] x -> x[i] = value.byteValue();
            default -> throw new IllegalArgumentException("no array of elements");
        }
    }

    public static boolean sameBits(Object a, Object b) {
        return Arrays.deepEquals(new Object[] {a}, new Object[] {b});
    }

    public static String text(Object array) {
        var text = Arrays.deepToString(new Object[] {array});
        return text.substring(1, text.length() - 1);
    }

    /** Fills the recycled arrays of the type below a length with NaN, so that a kernel that reads one unwritten shows. */
    public static void spoilRecycledArrays(ElementType type, int length) {
        for (int n = Recycler.SMALLEST; n < length; n++) {
            Object kept = Recycler.SHELVES.take(type.carrier(), n);
            if (kept != null) {
                for (int i = 0; i < n; i++) {
                    put(kept, i, Double.NaN);
                }
                Recycler.give(kept);
            }
        }
    }

    /** Bits of the widest vectors that this JVM compiles to instructions. */
    public static int widestVectors() {
        return VmFacts.read().preferredBits();
    }
}
