package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.RowFunction;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowKernelsTest {
    private static final int[] LENGTHS = {1, 2, 10, 15, 16, 17, 31, 32, 33, 100, 1000, 5000};
    private static final int ROWS = 3;

    private static final double[] EPS = {1e-3};

    private static long[] classes(int n) {
        var random = new SplittableRandom(n);
        return new long[] {random.nextInt(n), -100, random.nextInt(n)};
    }

    private static RowKernel find(RowFunction function, ElementType type, boolean vector) {
        return Objects.requireNonNull(vector ? RowKernels.vector(function, type) : RowKernels.scalar(function, type));
    }

    private static CrossEntropyKernel findLoss(RowFunction function, ElementType type, boolean vector) {
        return Objects.requireNonNull(
                vector ? RowKernels.vectorCrossEntropy(function, type) : RowKernels.scalarCrossEntropy(function, type));
    }

    /** Runs a function over three rows, a step of n + 3 apart; what all operands hold afterwards. */
    private static String run(RowFunction function, ElementType type, boolean vector, Object[] operands, int n) {
        var arrays = new Object[operands.length];
        Arrays.setAll(arrays, i -> Samples.copy(operands[i]));
        int step = n + 3;
        if (function.hasClasses()) {
            findLoss(function, type, vector)
                    .run(arrays[0], 1, step, classes(n), 0, 1, -100, arrays[2], 0, 1, arrays[1], 1, step, ROWS, n);
        } else {
            var offsets = new int[arrays.length];
            var steps = new int[arrays.length];
            Arrays.fill(offsets, 1);
            Arrays.fill(steps, step);
            find(function, type, vector).run(arrays, offsets, steps, ROWS, n, EPS);
        }
        return Samples.text(arrays);
    }

    private static Object[] operands(RowFunction function, ElementType type, int length, boolean moderate) {
        var operands = new Object[function.operands().size()];
        Arrays.setAll(
                operands,
                i -> moderate || i > 0
                        ? Samples.moderate(type, length, length + i)
                        : Samples.array(type, length, length));
        return operands;
    }

    @ParameterizedTest
    @EnumSource(RowFunction.class)
    void vectorRowsGiveTheBitsOfScalarOnes(RowFunction function) {
        assumeTrue(Cpu.simd());
        for (var type : ElementType.FLOATS) {
            for (int n : LENGTHS) {
                for (var moderate : new boolean[] {true, false}) {
                    var operands = operands(function, type, ROWS * (n + 3) + 1, moderate);
                    assertThat(run(function, type, true, operands, n))
                            .as("%s %s n=%d", function, type, n)
                            .isEqualTo(run(function, type, false, operands, n));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(RowFunction.class)
    void aRowIsWhatItsDefinitionSays(RowFunction function) {
        for (var type : ElementType.FLOATS) {
            for (int n : new int[] {5, 100, 4500}) {
                var arrays = operands(function, type, n, true);
                var doubles = new double[arrays.length][n];
                for (int i = 0; i < arrays.length; i++) {
                    var array = arrays[i];
                    Arrays.setAll(doubles[i], j -> Samples.get(array, j));
                }
                var expected = RowOracle.run(function, doubles, n, EPS[0]);
                if (function.hasClasses()) {
                    checkLoss(function, type, arrays, expected[1], n);
                    continue;
                }
                find(function, type, Cpu.simd()).run(arrays, new int[4], new int[4], 1, n, EPS);
                double tolerance = type == ElementType.F32 ? 1e-4 : 1e-12;
                for (int i = 0; i < arrays.length; i++) {
                    for (int j = 0; j < n; j++) {
                        assertThat(Samples.get(arrays[i], j))
                                .as(
                                        "%s %s %s[%d]",
                                        function, type, function.operands().get(i), j)
                                .isCloseTo(expected[i][j], within((1 + Math.abs(expected[i][j])) * tolerance));
                    }
                }
            }
        }
    }

    private static void checkLoss(RowFunction function, ElementType type, Object[] arrays, double[] p, int n) {
        int label = 4;
        double factor = Samples.get(arrays[2], 0);
        findLoss(function, type, Cpu.simd())
                .run(arrays[0], 0, n, new long[] {label}, 0, 1, -100, arrays[2], 0, 1, arrays[1], 0, n, 1, n);
        double tolerance = type == ElementType.F32 ? 3e-5 : 1e-12;
        if (function == RowFunction.CROSS_ENTROPY) {
            assertThat(Samples.get(arrays[2], 0)).isCloseTo(-Math.log(p[label]), within(20 * tolerance));
            return;
        }
        for (int j = 0; j < n; j++) {
            assertThat(Samples.get(arrays[1], j))
                    .isCloseTo((p[j] - (j == label ? 1 : 0)) * factor, within(4 * tolerance));
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
                    .run(new Object[] {x, new float[2], out}, new int[3], new int[3], 1, 2, EPS);
            assertThat(out[0]).isEqualTo(top);
        }
    }

    @Test
    void partsOfARowOneAfterTheOtherAreTheSoftmaxOfTheWhole() {
        int n = 300;
        var whole = (double[]) Samples.moderate(ElementType.F64, n, 3);
        var state = new double[] {Double.NEGATIVE_INFINITY, 0, 0};
        var kernel = find(RowFunction.RUNNING_SOFTMAX, ElementType.F64, Cpu.simd());
        double weighted = 0;
        for (int from = 0; from < n; from += 100) {
            var part = Arrays.copyOfRange(whole, from, from + 100);
            kernel.run(new Object[] {part, state}, new int[2], new int[2], 1, 100, EPS);
            weighted *= state[2];
            for (int i = 0; i < 100; i++) {
                weighted += part[i] * whole[from + i];
            }
        }
        double sum = Arrays.stream(whole).map(Math::exp).sum();
        double expected = Arrays.stream(whole).map(x -> Math.exp(x) * x).sum() / sum;
        assertThat(weighted / state[1]).isCloseTo(expected, within(1e-12));
        assertThat(state[0] + Math.log(state[1])).isCloseTo(Math.log(sum), within(1e-12));
    }

    @Test
    void aPartThatIsMaskedWholeAddsNothing() {
        var part = new float[] {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        var state = new float[] {Float.NEGATIVE_INFINITY, 0, 0};
        find(RowFunction.RUNNING_SOFTMAX, ElementType.F32, Cpu.simd())
                .run(new Object[] {part, state}, new int[2], new int[2], 1, 2, EPS);
        assertThat(part).containsOnly(0);
        assertThat(state).containsExactly(Float.NEGATIVE_INFINITY, 0, 0);
    }
}
