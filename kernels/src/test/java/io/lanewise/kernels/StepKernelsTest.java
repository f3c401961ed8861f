package io.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lanewise.expr.ElementType;
import io.lanewise.expr.Step;
import io.lanewise.expr.Steps;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepKernelsTest {
    private static final double[] PARAMS = {0.01, 0.9, 0.999, 1e-8, 0.1, 0.3, 0.02};
    private static final int[] OFFSETS = {0, 1, 2, 3, 4};

    static List<Step> steps() {
        return Steps.all();
    }

    private static Object[] operands(Step step, ElementType type, int n) {
        return IntStream.range(0, step.operands().size())
                .mapToObj(i -> Samples.array(type, n + i, n + i))
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aVectorStepGivesTheBitsOfTheScalarOne(Step step) {
        assumeTrue(Cpu.simd());
        for (var type : ElementType.FLOATS) {
            var vector = Objects.requireNonNull(StepKernels.vector(step, type));
            var scalar = Objects.requireNonNull(StepKernels.scalar(step, type));
            for (int n : new int[] {0, 1, 15, 16, 17, 33, 100}) {
                var a = operands(step, type, n);
                var b = operands(step, type, n);
                vector.run(a, OFFSETS, n, PARAMS);
                scalar.run(b, OFFSETS, n, PARAMS);
                assertThat(Samples.text(a)).as("%s %s n=%d", step, type, n).isEqualTo(Samples.text(b));
            }
        }
    }

    @Test
    void sgdWithMomentumFollowsItsFormula() {
        double[] p = {1};
        double[] v = {2};
        Objects.requireNonNull(StepKernels.find(Steps.SGD_MOMENTUM, ElementType.F64))
                .run(new Object[] {p, new double[] {3}, v}, new int[3], 1, new double[] {0.1, 0.5, 0.9, 0.2});
        assertThat(v[0]).isCloseTo(0.9 * 2 + 0.8 * 3.5, within(1e-12));
        assertThat(p[0]).isCloseTo(1 - 0.1 * (0.9 * 2 + 0.8 * 3.5), within(1e-12));
    }

    @Test
    void adamwFollowsItsFormula() {
        double[] p = {1};
        double[] m = {0.5};
        double[] v = {0.25};
        Objects.requireNonNull(StepKernels.find(Steps.ADAMW, ElementType.F64))
                .run(new Object[] {p, new double[] {3}, m, v}, new int[4], 1, PARAMS);
        double mean = 0.9 * 0.5 + 0.1 * 3;
        double square = 0.999 * 0.25 + 0.001 * 9;
        assertThat(m[0]).isCloseTo(mean, within(1e-12));
        assertThat(v[0]).isCloseTo(square, within(1e-12));
        assertThat(p[0])
                .isCloseTo(
                        1 - 0.01 * 0.1 - 0.01 / 0.3 * mean / (Math.sqrt(square) / Math.sqrt(0.02) + 1e-8),
                        within(1e-12));
    }

    /** 1 - 0.999 in f32 would be off by 5e-5. */
    @Test
    void whatDependsOnParametersAloneIsComputedInF64() {
        float[] v = {0};
        Objects.requireNonNull(StepKernels.find(Steps.ADAM, ElementType.F32))
                .run(new Object[] {new float[1], new float[] {1}, new float[1], v}, new int[4], 1, PARAMS);
        assertThat(v[0]).isEqualTo(0.001f);
    }
}
