package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.ReduceLayout;
import io.lanewise.expr.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReduceKernelsTest {
    private static final int[] LENGTHS = {0, 1, 3, 7, 31, 32, 33, 64, 67, 100, 255, 1000, 4096, 4099, 9000};

    private static ElementType resultType(Reduction reduction, ElementType type) {
        return switch (reduction) {
            case ARG_MAX, ARG_MIN -> ElementType.I64;
            case ALL, ANY -> ElementType.BOOL;
            case SUM, PROD, SUM_SQUARES -> type.isFloat() ? type : ElementType.I64;
            case MAX, MIN -> type;
        };
    }

    private static boolean needsElements(Reduction reduction) {
        return switch (reduction) {
            case MAX, MIN, ARG_MAX, ARG_MIN -> true;
            case SUM, PROD, SUM_SQUARES, ALL, ANY -> false;
        };
    }

    private static List<Object> samples(ElementType type, int length) {
        return List.of(Samples.array(type, length, length), Samples.moderate(type, length, length));
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void vectorRowsGiveTheBitsOfScalarOnes(Reduction reduction) {
        assumeTrue(Cpu.simd());
        for (var type : ElementType.FLOATS) {
            var vector = ReduceKernels.vector(reduction, type, ReduceLayout.ROWS);
            var scalar = ReduceKernels.scalar(reduction, type, ReduceLayout.ROWS);
            for (int n : vector == null ? new int[0] : LENGTHS) {
                for (var in : samples(type, 2 * n + 5)) {
                    var a = Samples.zeros(type, 3);
                    var b = Samples.zeros(type, 3);
                    vector.run(in, 2, 1, n + 1, 2, n, a, 1);
                    scalar.run(in, 2, 1, n + 1, 2, n, b, 1);
                    assertThat(Samples.text(a))
                            .as("%s %s n=%d", reduction, type, n)
                            .isEqualTo(Samples.text(b));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void vectorColumnsGiveTheBitsOfScalarOnes(Reduction reduction) {
        assumeTrue(Cpu.simd());
        for (var type : ElementType.FLOATS) {
            var vector = ReduceKernels.vector(reduction, type, ReduceLayout.COLUMNS);
            var scalar = ReduceKernels.scalar(reduction, type, ReduceLayout.COLUMNS);
            for (int n : vector == null ? new int[0] : new int[] {0, 1, 3, 15, 16, 17, 64, 77}) {
                for (int rows : new int[] {0, 1, 2, 256, 300}) {
                    for (var in : samples(type, rows * (n + 1) + 2)) {
                        var a = Samples.zeros(type, n + 1);
                        var b = Samples.zeros(type, n + 1);
                        vector.run(in, 2, 1, n + 1, rows, n, a, 1);
                        scalar.run(in, 2, 1, n + 1, rows, n, b, 1);
                        assertThat(Samples.text(a)).as("%s %s", reduction, type).isEqualTo(Samples.text(b));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MAX", "MIN"})
    void anExtremeSeesNanAndTheGreaterZeroWhereverTheyAre(Reduction reduction) {
        for (var type : ElementType.FLOATS) {
            var kernel = ReduceKernels.find(reduction, type, ReduceLayout.ROWS);
            var scalar = ReduceKernels.scalar(reduction, type, ReduceLayout.ROWS);
            double worse = reduction == Reduction.MAX ? -1 : 1;
            for (double odd : new double[] {Double.NaN, 0.0, -0.0, worse / 2, worse / 0.0, -worse / 0.0}) {
                for (double rest : new double[] {worse, -0.0, 0.0, worse / 0.0}) {
                    for (int at = 0; at < 77; at++) {
                        var in = Samples.zeros(type, 77);
                        for (int i = 0; i < 77; i++) {
                            Samples.put(in, i, i == at ? odd : rest);
                        }
                        var a = Samples.zeros(type, 1);
                        var b = Samples.zeros(type, 1);
                        kernel.run(in, 0, 1, 77, 1, 77, a, 0);
                        scalar.run(in, 0, 1, 77, 1, 77, b, 0);
                        assertThat(Samples.text(a)).as("%s among %s", odd, rest).isEqualTo(Samples.text(b));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void aStepBetweenElementsChangesNoBit(Reduction reduction) {
        for (var type : ElementType.values()) {
            var kernel = ReduceKernels.find(reduction, type, ReduceLayout.ROWS);
            for (int n : LENGTHS) {
                if (n == 0 && needsElements(reduction)) {
                    continue;
                }
                for (var in : samples(type, n)) {
                    var dense = Samples.zeros(resultType(reduction, type), 1);
                    var strided = Samples.zeros(resultType(reduction, type), 1);
                    kernel.run(in, 0, 1, n, 1, n, dense, 0);
                    kernel.run(Samples.spread(in, 4, 3), 4, 3, 3 * n, 1, n, strided, 0);
                    assertThat(Samples.text(strided))
                            .as("%s %s", reduction, type)
                            .isEqualTo(Samples.text(dense));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void aReductionIsWhatItsDefinitionSays(Reduction reduction) {
        for (var type : ElementType.values()) {
            int n = 1000;
            var in = Samples.moderate(type, n, 9);
            var values = new ArrayList<Double>();
            for (int i = 0; i < n; i++) {
                double value = Samples.get(in, i);
                values.add(type == ElementType.U8 && value < 0 ? value + 256 : value);
            }
            double expected = expected(reduction, type, values);
            for (var layout : ReduceLayout.values()) {
                var out = Samples.zeros(resultType(reduction, type), 1);
                var kernel = ReduceKernels.find(reduction, type, layout);
                kernel.run(
                        in, 0, 1, 1, layout == ReduceLayout.ROWS ? 1 : n, layout == ReduceLayout.ROWS ? n : 1, out, 0);
                double actual = Samples.get(out, 0);
                actual = resultType(reduction, type) == ElementType.U8 ? (int) actual & 0xff : actual;
                double scale = reduction == Reduction.PROD ? Math.abs(expected) : 4 * n;
                assertThat(actual)
                        .as("%s %s %s", reduction, type, layout)
                        .isCloseTo(expected, within(type == ElementType.F32 ? 1e-5 * scale : 1e-12 * scale));
            }
        }
    }

    private static double expected(Reduction reduction, ElementType type, List<Double> values) {
        var s = values.stream().mapToDouble(v -> v);
        return switch (reduction) {
            case SUM -> s.sum();
            case SUM_SQUARES -> s.map(v -> v * v).sum();
            case PROD ->
                type.isFloat()
                        ? product(type, values)
                        : values.stream().mapToLong(Double::longValue).reduce(1, (a, b) -> a * b);
            case MAX -> s.max().orElseThrow();
            case MIN -> s.min().orElseThrow();
            case ARG_MAX -> values.indexOf(s.max().orElseThrow());
            case ARG_MIN -> values.indexOf(s.min().orElseThrow());
            case ALL -> s.allMatch(v -> v != 0) ? 1 : 0;
            case ANY -> s.anyMatch(v -> v != 0) ? 1 : 0;
        };
    }

    private static double product(ElementType type, List<Double> values) {
        double product = values.stream().reduce(1.0, (a, b) -> a * b);
        return type == ElementType.F32 ? (float) product : product;
    }

    @Test
    void nanIsTheGreatestAndTheLeast() {
        float[] in = {1, Float.NEGATIVE_INFINITY, Float.NaN, 7, Float.NaN};
        for (var reduction : List.of(Reduction.MAX, Reduction.MIN)) {
            var out = new float[1];
            ReduceKernels.find(reduction, ElementType.F32, ReduceLayout.ROWS).run(in, 0, 1, 5, 1, 5, out, 0);
            assertThat(out[0]).isNaN();
        }
        for (var reduction : List.of(Reduction.ARG_MAX, Reduction.ARG_MIN)) {
            var out = new long[1];
            ReduceKernels.find(reduction, ElementType.F32, ReduceLayout.ROWS).run(in, 0, 1, 5, 1, 5, out, 0);
            assertThat(out[0]).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SUM", "PROD", "MAX", "MIN", "SUM_SQUARES"})
    void aRowMayBeReducedBlockByBlock(Reduction reduction) {
        int n = 3 * ReduceKernels.BLOCK + 77;
        var in = (float[]) Samples.moderate(ElementType.F32, n, 5);
        var kernel = ReduceKernels.find(reduction, ElementType.F32, ReduceLayout.ROWS);
        var whole = new float[1];
        kernel.run(in, 0, 1, n, 1, n, whole, 0);
        var blocks = new float[4];
        kernel.run(in, 0, 1, ReduceKernels.BLOCK, 3, ReduceKernels.BLOCK, blocks, 0);
        kernel.run(in, 3 * ReduceKernels.BLOCK, 1, 0, 1, 77, blocks, 3);
        assertThat(ReduceKernels.join(reduction, blocks, 0, 4)).isEqualTo(whole[0]);
    }

    @Test
    void aKernelIsThereForEachReductionTypeAndLayout() {
        for (var reduction : Reduction.values()) {
            for (var type : ElementType.values()) {
                for (var layout : ReduceLayout.values()) {
                    assertThat(Objects.requireNonNull(ReduceKernels.find(reduction, type, layout)))
                            .isNotNull();
                }
            }
        }
    }
}
