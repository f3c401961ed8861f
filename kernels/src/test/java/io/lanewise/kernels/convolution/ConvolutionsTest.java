package io.lanewise.kernels.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.expr.ElementType;
import io.lanewise.kernels.Cpu;
import io.lanewise.kernels.Pool;
import io.lanewise.kernels.product.Epilogue;
import io.lanewise.kernels.product.Matrices;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvolutionsTest {
    /** Images, groups, channels, filters, and then in, kernel, stride, padding and dilation of three dimensions. */
    static final int[][] SHAPES = {
        {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1},
        {2, 1, 3, 5, 1, 9, 8, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
        {2, 1, 8, 70, 1, 7, 7, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
        {2, 1, 70, 8, 1, 7, 7, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
        {2, 1, 65, 17, 1, 13, 11, 1, 3, 3, 1, 2, 2, 0, 1, 1, 1, 1, 1},
        {1, 1, 64, 67, 1, 8, 7, 1, 1, 1, 1, 2, 2, 0, 0, 0, 1, 1, 1},
        {2, 1, 33, 37, 1, 13, 18, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
        {1, 2, 32, 40, 1, 16, 14, 1, 3, 3, 1, 1, 1, 0, 0, 2, 1, 1, 1},
        {1, 1, 33, 7, 1, 18, 19, 1, 3, 3, 1, 1, 1, 0, 0, 0, 1, 1, 1},
        {2, 1, 5, 6, 1, 30, 30, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1},
        {9, 2, 5, 6, 1, 7, 7, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1},
        {1, 1, 130, 66, 1, 14, 14, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1},
        {1, 2, 128, 64, 1, 9, 15, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1},
        {2, 1, 128, 64, 1, 9, 15, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1},
        {2, 1, 6, 7, 1, 14, 13, 1, 1, 1, 1, 2, 2, 0, 0, 0, 1, 1, 1},
        {1, 1, 2, 4, 1, 25, 36, 1, 7, 7, 1, 2, 2, 0, 3, 3, 1, 1, 1},
        {2, 3, 2, 4, 1, 11, 40, 1, 3, 2, 1, 3, 2, 0, 1, 0, 1, 2, 3},
        {1, 2, 3, 2, 5, 6, 7, 2, 3, 3, 2, 1, 2, 1, 1, 1, 1, 2, 1},
        {2, 1, 4, 3, 1, 1, 50, 1, 1, 5, 1, 1, 3, 0, 0, 4, 1, 1, 2},
        {2, 5, 1, 1, 1, 10, 14, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
        {1, 4, 1, 2, 1, 17, 16, 1, 5, 5, 1, 2, 2, 0, 2, 2, 1, 1, 1},
        {2, 33, 1, 1, 1, 7, 7, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
        {1, 2, 1, 1, 1, 1, 1, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
        {2, 9, 1, 1, 1, 2, 1, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
        {1, 7, 1, 1, 1, 3, 2, 1, 3, 3, 1, 2, 2, 0, 1, 1, 1, 1, 1},
        {1, 5, 1, 2, 1, 2, 2, 1, 5, 5, 1, 1, 1, 0, 2, 2, 1, 1, 1},
        {2, 3, 1, 1, 1, 6, 3, 1, 3, 3, 1, 1, 1, 0, 2, 0, 1, 1, 1},
        {1, 2, 1, 1, 1, 140, 61, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
        {1, 2, 1, 3, 1, 1500, 5, 1, 3, 3, 1, 1, 1, 0, 0, 1, 1, 1, 1},
        {1, 3, 1, 1, 1, 2, 1, 1, 3, 3, 1, 1, 1, 0, 3, 4, 1, 1, 1},
        {2, 9, 1, 1, 1, 14, 14, 1, 3, 3, 1, 2, 2, 0, 1, 1, 1, 1, 1},
        {2, 3, 1, 1, 1, 15, 37, 1, 3, 3, 1, 2, 2, 0, 1, 0, 1, 1, 1},
        {1, 1, 1, 2, 1, 180, 121, 1, 3, 3, 1, 2, 2, 0, 1, 1, 1, 1, 1},
        {2, 5, 1, 1, 1, 14, 19, 1, 5, 5, 1, 1, 1, 0, 2, 2, 1, 1, 1},
        {1, 3, 1, 2, 1, 5, 5, 1, 5, 5, 1, 1, 1, 0, 0, 2, 1, 1, 1},
        {2, 3, 1, 1, 1, 11, 23, 1, 5, 5, 1, 2, 2, 0, 2, 2, 1, 1, 1},
        {1, 3, 1, 1, 1, 9, 85, 1, 5, 5, 1, 2, 2, 0, 2, 2, 1, 1, 1},
        {2, 2, 1, 2, 1, 7, 70, 1, 5, 5, 1, 1, 1, 0, 1, 2, 1, 1, 1},
        {1, 4, 1, 1, 1, 6, 80, 1, 5, 5, 1, 2, 1, 0, 2, 2, 1, 1, 1},
        {2, 3, 1, 1, 1, 12, 77, 1, 3, 3, 1, 1, 2, 0, 1, 1, 1, 1, 1},
        {1, 3, 1, 2, 1, 11, 16, 1, 3, 3, 1, 2, 1, 0, 1, 0, 1, 1, 1},
        {1, 2, 1, 1, 1, 5, 41, 1, 5, 5, 1, 1, 2, 0, 2, 2, 1, 1, 1},
        {1, 1, 2, 3, 1, 4, 4, 1, 2, 2, 1, 5, 5, 0, 0, 0, 1, 1, 1},
        {1, 1, 2, 66, 1, 1, 96, 1, 1, 40, 1, 1, 28, 0, 0, 0, 1, 1, 1},
        {2, 1, 12, 65, 1, 3, 4, 1, 3, 3, 1, 2, 2, 0, 1, 1, 1, 1, 1},
        {1, 2, 6, 64, 3, 4, 5, 2, 3, 2, 2, 3, 4, 1, 2, 2, 2, 1, 3},
        {1, 1, 70, 66, 1, 1, 2, 1, 1, 3, 1, 1, 2, 0, 0, 1, 1, 1, 1},
        {1, 1, 16, 64, 1, 1, 2, 1, 1, 4, 1, 1, 4, 0, 0, 5, 1, 1, 1},
        {1, 1, 2, 5, 2, 341, 343, 2, 3, 3, 1, 2, 2, 1, 1, 1, 1, 1, 1},
        {2, 3, 16, 16, 1, 7, 7, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
        {1, 2, 33, 19, 1, 9, 11, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
        {1, 1, 3, 17, 1, 61, 70, 1, 3, 3, 1, 2, 2, 0, 1, 1, 1, 1, 1},
        {2, 1, 3, 70, 1, 37, 75, 1, 5, 5, 1, 4, 4, 0, 2, 2, 1, 1, 1},
        {1, 1, 17, 66, 1, 40, 41, 1, 4, 4, 1, 4, 4, 0, 0, 0, 1, 1, 1},
        {1, 1, 10, 13, 4, 7, 8, 2, 3, 3, 1, 1, 2, 1, 1, 1, 1, 2, 1},
        {3, 1, 64, 80, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1},
        {2, 1, 3, 4, 1, 5, 2, 1, 3, 1, 1, 9, 1 << 30, 0, 5, 0, 1, 1, 1},
        {1, 3, 1, 1, 1, 2, 6, 1, 3, 3, 1, 1 << 30, 2, 0, 1, 0, 1, 1, 1},
    };

    private static ConvolutionShape shape(int[] n) {
        int[][] space = new int[6][3];
        for (int d = 0; d < 3; d++) {
            for (int i = 0; i < 5; i++) {
                space[i][d] = n[4 + 3 * i + d];
            }
            int span = space[4][d] * (space[1][d] - 1) + 1;
            space[5][d] = (space[0][d] + 2 * space[3][d] - span) / space[2][d] + 1;
        }
        return new ConvolutionShape(
                n[0], n[1], n[2], n[3], space[0], space[1], space[5], space[2], space[3], space[4], false);
    }

    /** Calls once for each product of an element of the images and one of the weights, and the result that it goes to. */
    private interface Term {
        void visit(int x, int w, int y);
    }

    private static void terms(ConvolutionShape s, Term term) {
        for (int y = 0; y < s.images() * s.groups() * s.filters() * s.outElements(); y++) {
            int p = y % s.outElements();
            int filter = y / s.outElements() % (s.groups() * s.filters());
            int image = y / s.outElements() / s.groups() / s.filters();
            for (int e = 0; e < s.channels() * s.taps(); e++) {
                int channel = filter / s.filters() * s.channels() + e / s.taps();
                int at = place(s, p, e % s.taps());
                if (at >= 0) {
                    int x = (image * s.groups() * s.channels() + channel) * s.inElements() + at;
                    term.visit(x, filter * s.channels() * s.taps() + e, y);
                }
            }
        }
    }

    private static int place(ConvolutionShape s, int window, int tap) {
        int at = 0;
        int step = 1;
        int p = window;
        int k = tap;
        for (int d = 2; d >= 0; d--) {
            int i = p % s.out()[d] * s.stride()[d] + k % s.kernel()[d] * s.dilation()[d] - s.before()[d];
            if (i < 0 || i >= s.in()[d]) {
                return -1;
            }
            at += i * step;
            step *= s.in()[d];
            p /= s.out()[d];
            k /= s.kernel()[d];
        }
        return at;
    }

    private static Object random(ElementType type, int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Object array = Matrices.array(type, n);
        for (int i = 0; i < n; i++) {
            Matrices.put(array, i, random.nextDouble(-1, 1));
        }
        return array;
    }

    private static List<Convolver> convolvers(ElementType type) {
        return Stream.concat(Stream.of(0), Stream.of(128, 256, 512).filter(bits -> bits <= Cpu.vectorBits()))
                .map(bits ->
                        Convolver.of(type, Matrices.product(type, bits, bits == 0 ? 0 : bits == 512 ? 32 : 16), bits))
                .toList();
    }

    /** The operands of a shape, three results by each convolver, and the oracle's. */
    record Case(ConvolutionShape s, ElementType type, Object x, Object w, Object y, Object bias) {
        static Case of(ElementType type, int[] numbers) {
            ConvolutionShape s = shape(numbers);
            int images = s.images() * s.groups();
            return new Case(
                    s,
                    type,
                    random(type, images * s.channels() * s.inElements(), 1),
                    random(type, s.groups() * s.filters() * s.channels() * s.taps(), 2),
                    random(type, images * s.filters() * s.outElements(), 3),
                    random(type, s.groups() * s.filters(), 4));
        }

        Object like(Object array) {
            Object fresh = Matrices.array(type, Array.getLength(array));
            Matrices.fill(fresh, Double.NaN);
            return fresh;
        }

        Object forward(Convolver convolver) {
            Object result = like(y);
            convolver.forward(s, x, 0, w, 0, null, Epilogue.biasOfRows(bias, 0), result, 0);
            return result;
        }

        Object packed(Convolver convolver) {
            Object result = like(y);
            PackedFilters filters = convolver.pack(s, w, 0);
            Object nothing = like(w);
            Object read = filters.layout == PackedFilters.Layout.PLAIN ? w : nothing;
            convolver.forward(s, x, 0, read, 0, filters, Epilogue.biasOfRows(bias, 0), result, 0);
            return result;
        }

        Object data(Convolver convolver) {
            Object result = like(x);
            convolver.data(s, w, 0, y, 0, result, 0);
            return result;
        }

        Object weights(Convolver convolver) {
            Object result = like(w);
            convolver.weights(s, x, 0, y, 0, result, 0);
            return result;
        }

        double[][] oracle() {
            double[] forward = new double[Array.getLength(y)];
            double[] data = new double[Array.getLength(x)];
            double[] weights = new double[Array.getLength(w)];
            for (int i = 0; i < forward.length; i++) {
                forward[i] = Array.getDouble(bias, i / s.outElements() % (s.groups() * s.filters()));
            }
            terms(s, (a, b, c) -> {
                forward[c] += Array.getDouble(x, a) * Array.getDouble(w, b);
                data[a] += Array.getDouble(w, b) * Array.getDouble(y, c);
                weights[b] += Array.getDouble(x, a) * Array.getDouble(y, c);
            });
            return new double[][] {forward, data, weights};
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void aConvolutionAndItsTransposesAreTheSumsOfTheirTermsAtEveryWidth(ElementType type) {
        double tolerance = type == ElementType.F32 ? 2e-4 : 1e-11;
        for (int[] numbers : SHAPES) {
            Case c = Case.of(type, numbers);
            double[][] oracle = c.oracle();
            List<List<Object>> results = new ArrayList<>();
            for (Convolver convolver : convolvers(type)) {
                results.add(List.of(c.forward(convolver), c.data(convolver), c.weights(convolver)));
            }
            for (int i = 0; i < 3; i++) {
                Object first = results.getFirst().get(i);
                for (int j = 0; j < oracle[i].length; j++) {
                    double got = Array.getDouble(first, j);
                    if (!(Math.abs(got - oracle[i][j]) <= tolerance)) {
                        assertThat(got).as("%s, result %d [%d]", c.s, i, j).isCloseTo(oracle[i][j], within(tolerance));
                    }
                }
                for (List<Object> others : results) {
                    assertThat(others.get(i)).as("%s, result %d", c.s, i).isEqualTo(first);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void theBitsOfAnImageDoNotDependOnTheOthersNorOnTheThreads(ElementType type) {
        Convolver convolver = convolvers(type).getLast();
        for (int[] numbers : SHAPES) {
            int[] many = numbers.clone();
            many[0] = 5;
            Case all = Case.of(type, many);
            Object together = all.forward(convolver);
            Object gradients = all.data(convolver);
            Object weights = all.weights(convolver);
            Pool.limit(1, () -> {
                assertThat(all.forward(convolver)).isEqualTo(together);
                assertThat(all.data(convolver)).isEqualTo(gradients);
                assertThat(all.weights(convolver)).isEqualTo(weights);
            });
            int[] one = numbers.clone();
            one[0] = 1;
            Case alone = Case.of(type, one);
            int xs = Array.getLength(alone.x);
            int ys = Array.getLength(alone.y);
            System.arraycopy(all.x, 3 * xs, alone.x, 0, xs);
            System.arraycopy(all.y, 3 * ys, alone.y, 0, ys);
            assertThat(part(together, 3, ys)).isEqualTo(alone.forward(convolver));
            assertThat(part(gradients, 3, xs)).isEqualTo(alone.data(convolver));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void packedFiltersGiveTheSameBits(ElementType type) {
        for (int[] numbers : SHAPES) {
            Case c = Case.of(type, numbers);
            Convolver convolver = convolvers(type).getLast();
            assertThat(c.packed(convolver)).as("%s", c.s).isEqualTo(c.forward(convolver));
        }
    }

    /** Filters dilated beyond the image, an image of one element, and more padding than a window has. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void tapsThatNoWindowHasInTheImageAreLeftOut(ElementType type) {
        int[][] shapes = {
            {2, 1, 70, 66, 1, 6, 7, 1, 3, 3, 1, 1, 1, 0, 12, 12, 1, 12, 12},
            {1, 2, 5, 7, 1, 9, 4, 1, 3, 5, 1, 1, 1, 0, 6, 8, 1, 6, 4},
            {2, 3, 1, 2, 1, 1, 1, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1},
            {1, 1, 3, 4, 2, 5, 4, 3, 3, 2, 1, 2, 3, 2, 4, 2, 2, 3, 3},
        };
        double tolerance = type == ElementType.F32 ? 2e-4 : 1e-11;
        for (int[] numbers : shapes) {
            Case c = Case.of(type, numbers);
            assertThat(c.s.trimmed().taps()).isLessThan(c.s.taps());
            Epilogue bias = Epilogue.biasOfRows(c.bias, 0);
            Object forward = c.like(c.y);
            Object packed = c.like(c.y);
            Object data = c.like(c.x);
            Object weights = c.like(c.w);
            PackedFilters filters = Convolutions.pack(type, c.s, c.w, 0);
            Convolutions.forward(type, c.s, c.x, 0, c.w, 0, bias, forward, 0);
            Convolutions.forward(type, c.s, c.x, 0, c.w, 0, filters, bias, packed, 0);
            Convolutions.data(type, c.s, c.w, 0, c.y, 0, data, 0);
            Convolutions.weights(type, c.s, c.x, 0, c.y, 0, weights, 0);
            List<Object> results = List.of(forward, data, weights);
            double[][] oracle = c.oracle();
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < oracle[i].length; j++) {
                    assertThat(Array.getDouble(results.get(i), j)).isCloseTo(oracle[i][j], within(tolerance));
                }
            }
            assertThat(packed).isEqualTo(forward);
        }
    }

    @Test
    void directSumsOfWholeNumbersAreExact() {
        int[] numbers = {2, 1, 24, 33, 1, 14, 18, 1, 3, 3, 1, 1, 1, 0, 1, 1, 1, 1, 1};
        ConvolutionShape any = shape(numbers);
        assertThat(Winograd.fits(any)).isTrue();
        ConvolutionShape s = new ConvolutionShape(
                any.images(),
                any.groups(),
                any.channels(),
                any.filters(),
                any.in(),
                any.kernel(),
                any.out(),
                any.stride(),
                any.before(),
                any.dilation(),
                true);
        SplittableRandom random = new SplittableRandom(5);
        float[] x = bytes(random, 2 * 24 * 14 * 18);
        float[] w = bytes(random, 33 * 24 * 9);
        float[] sums = new float[2 * 33 * 14 * 18]; // each below 2^24
        terms(s, (a, b, c) -> sums[c] += x[a] * w[b]);
        for (Convolver convolver : convolvers(ElementType.F32)) {
            float[] y = new float[sums.length];
            convolver.forward(s, x, 0, w, 0, null, Epilogue.STORE, y, 0);
            assertThat(y).isEqualTo(sums);
        }
    }

    private static float[] bytes(SplittableRandom random, int n) {
        float[] bytes = new float[n];
        for (int i = 0; i < n; i++) {
            bytes[i] = random.nextInt(-128, 128);
        }
        return bytes;
    }

    private static Object part(Object array, int i, int n) {
        Object part = Array.newInstance(array.getClass().componentType(), n);
        System.arraycopy(array, i * n, part, 0, n);
        return part;
    }

    @Test
    void operandsThatDoNotFitTheirArraysAreRefused() {
        ConvolutionShape s = shape(SHAPES[1]);
        Object few = new float[10];
        assertThatThrownBy(() -> Convolutions.forward(ElementType.F32, s, few, 0, few, 0, Epilogue.STORE, few, 0))
                .hasMessage("convolution: images of 432 elements from 0 on do not fit an array of 10");
        assertThatThrownBy(() -> Convolutions.forward(ElementType.F64, s, few, 0, few, 0, Epilogue.STORE, few, 0))
                .hasMessage("convolution: images are a float[]; expected double[]");
    }
}
