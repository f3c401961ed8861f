package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.RowFunction;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowKernelsTest {
    private static final int[] LENGTHS = {1, 2, 10, 15, 16, 17, 31, 32, 33, 100, 1000, 5000};
    private static final int ROWS = 3;

    private static boolean hasClasses(RowFunction function) {
        return function == RowFunction.CROSS_ENTROPY || function == RowFunction.CROSS_ENTROPY_GRAD;
    }

    private static long[] classes(int n) {
        var random = new SplittableRandom(n);
        return new long[] {random.nextInt(n), -100, random.nextInt(n)};
    }

    /** Runs a function over three rows; the result and what was written beside it. */
    private static String run(RowFunction function, ElementType type, boolean vector, Object x, Object y, int n) {
        var out = Samples.zeros(type, ROWS * (n + 1));
        var second = Samples.copy(y);
        if (hasClasses(function)) {
            var kernel = Objects.requireNonNull(
                    vector
                            ? RowKernels.vectorCrossEntropy(function, type)
                            : RowKernels.scalarCrossEntropy(function, type));
            kernel.run(x, 1, n + 1, classes(n), 0, 1, -100, second, 0, 1, out, 1, n + 1, ROWS, n);
        } else {
            var kernel = Objects.requireNonNull(
                    vector ? RowKernels.vector(function, type) : RowKernels.scalar(function, type));
            kernel.run(x, 1, n + 1, second, 0, n + 1, out, 1, n + 1, ROWS, n);
        }
        return Samples.text(out) + Samples.text(second);
    }

    @ParameterizedTest
    @EnumSource(RowFunction.class)
    void vectorRowsGiveTheBitsOfScalarOnes(RowFunction function) {
        assumeTrue(Cpu.simd());
        for (var type : ElementType.FLOATS) {
            for (int n : LENGTHS) {
                int length = ROWS * (n + 1) + 1;
                for (var x : new Object[] {Samples.array(type, length, n), Samples.moderate(type, length, n)}) {
                    var y = Samples.moderate(type, length, n + 1);
                    assertThat(run(function, type, true, x, y, n))
                            .as("%s %s n=%d", function, type, n)
                            .isEqualTo(run(function, type, false, x, y, n));
                }
            }
        }
    }

    private static double[] softmax(Object x, int at, int n) {
        var result = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += result[i] = Math.exp(Samples.get(x, at + i));
        }
        for (int i = 0; i < n; i++) {
            result[i] /= sum;
        }
        return result;
    }

    @ParameterizedTest
    @EnumSource(RowFunction.class)
    void aRowIsWhatItsDefinitionSays(RowFunction function) {
        for (var type : ElementType.FLOATS) {
            int n = 100;
            var x = Samples.moderate(type, n, 1);
            var y = Samples.moderate(type, n, 2);
            var out = Samples.zeros(type, n);
            var values = Samples.zeros(type, 1);
            var p = softmax(x, 0, n);
            if (function == RowFunction.CROSS_ENTROPY_GRAD) {
                java.lang.reflect.Array.set(values, 0, java.lang.reflect.Array.get(y, 0));
            }
            if (hasClasses(function)) {
                var kernel = Objects.requireNonNull(RowKernels.findCrossEntropy(function, type));
                kernel.run(x, 0, n, new long[] {7}, 0, 1, -100, values, 0, 1, out, 0, n, 1, n);
            } else {
                var kernel = Objects.requireNonNull(RowKernels.find(function, type));
                kernel.run(x, 0, n, Samples.copy(y), 0, n, out, 0, n, 1, n);
            }
            double sumG = 0;
            double sumGy = 0;
            double sumExp = 0;
            for (int i = 0; i < n; i++) {
                sumG += Samples.get(y, i);
                sumGy += Samples.get(y, i) * Samples.get(x, i);
                sumExp += Math.exp(Samples.get(x, i));
            }
            for (int i = 0; i < n; i++) {
                double xi = Samples.get(x, i);
                double g = Samples.get(y, i);
                double expected =
                        switch (function) {
                            case SOFTMAX -> p[i];
                            case LOG_SOFTMAX -> Math.log(p[i]);
                            case LOG_SUM_EXP -> i == 0 ? Math.log(sumExp) : 0;
                            case SOFTMAX_GRAD -> xi * (g - sumGy);
                            case LOG_SOFTMAX_GRAD -> g - Math.exp(xi) * sumG;
                            case CROSS_ENTROPY -> Samples.get(out, i);
                            case CROSS_ENTROPY_GRAD -> (p[i] - (i == 7 ? 1 : 0)) * Samples.get(y, 0);
                        };
                double scale = 1 + Math.abs(expected);
                assertThat(Samples.get(out, i))
                        .as("%s %s", function, type)
                        .isCloseTo(expected, within(scale * (type == ElementType.F32 ? 3e-5 : 1e-12)));
            }
            if (function == RowFunction.CROSS_ENTROPY) {
                assertThat(Samples.get(values, 0)).isCloseTo(-Math.log(p[7]), within(1e-5));
            }
        }
    }

    @Test
    void aRowThatIsIgnoredHasNoLossAndNoGradient() {
        var loss = new float[] {5};
        var x = new float[] {1, 2, 3};
        var out = new float[] {9, 9, 9};
        var classes = new long[] {-100};
        Objects.requireNonNull(RowKernels.findCrossEntropy(RowFunction.CROSS_ENTROPY, ElementType.F32))
                .run(x, 0, 3, classes, 0, 1, -100, loss, 0, 1, out, 0, 3, 1, 3);
        assertThat(loss).containsExactly(0);
        Objects.requireNonNull(RowKernels.findCrossEntropy(RowFunction.CROSS_ENTROPY_GRAD, ElementType.F32))
                .run(x, 0, 3, classes, 0, 1, -100, new float[] {1}, 0, 1, out, 0, 3, 1, 3);
        assertThat(out).containsOnly(0);
    }

    @Test
    void aClassOutOfRangeIsRefused() {
        var kernel = Objects.requireNonNull(RowKernels.findCrossEntropy(RowFunction.CROSS_ENTROPY, ElementType.F32));
        assertThatThrownBy(() -> kernel.run(
                        new float[3], 0, 3, new long[] {3}, 0, 1, -100, new float[1], 0, 1, new float[3], 0, 3, 1, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void anInfiniteMaximumIsItsLogSumExp() {
        for (float top : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            var out = new float[1];
            var x = new float[] {top, Float.NEGATIVE_INFINITY};
            Objects.requireNonNull(RowKernels.find(RowFunction.LOG_SUM_EXP, ElementType.F32))
                    .run(x, 0, 2, new float[2], 0, 0, out, 0, 1, 1, 2);
            assertThat(out[0]).isEqualTo(top);
        }
    }
}
