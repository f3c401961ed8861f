package io.lanewise.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Operands that try a function: small and large, of every exponent, and the special ones. */
final class Samples {
    /** Scalar attributes that every function accepts: a slope or scale, a limit above it, another. */
    static final double[] PARAMS = {0.75, 1.25, 2.5};

    private Samples() {}

    static double[] special(ElementType type) {
        boolean f32 = type == ElementType.F32;
        double least = f32 ? Float.MIN_VALUE : Double.MIN_VALUE;
        double normal = f32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        double greatest = f32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        double infinity = Double.POSITIVE_INFINITY;
        return new double[] {
            0,
            -0.0,
            1,
            -1,
            0.5,
            -0.5,
            2,
            -2,
            3,
            -3,
            100,
            -100,
            infinity,
            -infinity,
            Double.NaN,
            least,
            -least,
            normal,
            -normal,
            greatest,
            -greatest
        };
    }

    /** Random operands from the function's domain. */
    static List<double[]> random(Elementwise function, ElementType type, int count) {
        Random random = new Random(function.name().hashCode());
        List<double[]> samples = new ArrayList<>();
        while (samples.size() < count) {
            double[] operands = new double[function.arity()];
            for (int i = 0; i < operands.length; i++) {
                operands[i] = number(random, function, type);
            }
            samples.add(operands);
        }
        return samples;
    }

    private static double number(Random random, Elementwise function, ElementType type) {
        boolean f32 = type == ElementType.F32;
        while (true) {
            double x =
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextGaussian() * 4;
                        case 1 -> random.nextDouble(-110, 110);
                        case 2 -> random.nextDouble(-1, 1);
                        default ->
                            f32 ? Float.intBitsToFloat(random.nextInt()) : Double.longBitsToDouble(random.nextLong());
                    };
            x = f32 ? (float) x : x;
            if (x >= function.lower() && x <= function.upper()) {
                return x;
            }
        }
    }
}
