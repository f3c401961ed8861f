package io.lanewise.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DerivativeTest {
    private static final double STEP = 1e-5;

    /** Where functions that are not defined everywhere are tried. */
    private static double point(Elementwise f, Random random) {
        return switch (f.name()) {
            case "acosh" -> random.nextDouble(1.1, 4);
            case "asin", "acos", "atanh" -> random.nextDouble(-0.9, 0.9);
            case "tan" -> random.nextDouble(-1.3, 1.3);
            case "logit" -> random.nextDouble(0.1, 0.9);
            case "pow", "xlogy", "sqrt", "rsqrt", "log", "log2", "log10", "log1p" -> random.nextDouble(0.1, 3);
            default -> random.nextDouble(-3.5, 3.5);
        };
    }

    static Stream<Arguments> partials() {
        return Catalog.all().stream().flatMap(f -> IntStream.range(0, f.arity())
                .filter(i -> f.partial(i) != null)
                .mapToObj(i -> Arguments.of(f, i)));
    }

    @ParameterizedTest
    @MethodSource("partials")
    void partialsAreTheSlopesOfTheFunction(Elementwise f, int index) {
        assertSlope(f, f.partial(index), index, x -> true);
    }

    @ParameterizedTest
    @MethodSource("partials")
    void partialsHavePartials(Elementwise f, int index) {
        Elementwise first = f.partial(index).function();
        for (int i = 0; i < first.arity(); i++) {
            Partial second = first.partial(i);
            if (second != null) {
                // The operands of the first derivative are tried as free variables, the function's result among them.
                assertSlope(first, second, i, x -> Math.abs(x) < 1e3);
            }
        }
    }

    private static void assertSlope(
            Elementwise f, Partial partial, int index, java.util.function.DoublePredicate measurable) {
        Random random = new Random(7);
        Interpreter value = Interpreter.oracle(f.expr());
        Interpreter slope = Interpreter.oracle(partial.function().expr());
        for (int trial = 0; trial < 30; trial++) {
            double[] x = new double[f.arity()];
            Arrays.setAll(x, i -> point(f, random));
            double g = random.nextDouble(0.5, 2);
            double got = slope.apply(operands(partial, g, x, value.apply(x, Samples.PARAMS)), Samples.PARAMS);
            double want = g * difference(value, x, index);
            if (Double.isFinite(want) && measurable.test(want)) {
                assertThat(got)
                        .as("%s by %s at %s", f, index, Arrays.toString(x))
                        .isCloseTo(want, offset(1e-5 * Math.max(1, Math.abs(want)) + 1e-6));
            }
        }
    }

    private static double difference(Interpreter value, double[] x, int index) {
        double[] above = x.clone();
        double[] below = x.clone();
        above[index] += STEP;
        below[index] -= STEP;
        return (value.apply(above, Samples.PARAMS) - value.apply(below, Samples.PARAMS))
                / (above[index] - below[index]);
    }

    static double[] operands(Partial partial, double g, double[] x, double y) {
        double[] operands = new double[partial.function().arity()];
        operands[0] = g;
        for (int i = 0; i < partial.needs().size(); i++) {
            int need = partial.needs().get(i);
            operands[i + 1] = need == Partial.OUTPUT ? y : x[need];
        }
        return operands;
    }

    /** With limits 0.75 and 1.25 where there are limits, as PyTorch 1.13 gives them. */
    @ParameterizedTest
    @CsvSource({
        "relu, 0, 0",
        "relu, NaN, 1",
        "relu6, 6, 0",
        "relu6, 0, 0",
        "abs, 0, 0",
        "sign, 2, 0",
        "floor, 2.5, 0",
        "clamp, 0.75, 1",
        "clamp, 1.25, 1",
        "clamp, 1.5, 0",
        "clamp_min, 0.75, 1",
        "clamp_max, 0.75, 1",
        "hardtanh, 0.75, 0",
        "hardtanh, 1.25, 0",
        "hardtanh, 1, 1",
        "leaky_relu, 0, 0.75",
        "threshold, 0.75, 0",
        "softshrink, 0.75, 0",
        "hardshrink, 0.75, 0",
        "hardswish, 3, 1.5",
        "hardswish, -3, -0.5",
        "sqrt, 0, Infinity",
        "logit, 2, NaN",
        "sinc, 0, 0",
        "nan_to_num, NaN, 0",
        "softplus, 40, 1",
        "expm1, -Infinity, 0"
    })
    void slopesAtSpecialPointsArePyTorchs(String name, double x, double slope) {
        Elementwise f = Catalog.named(name);
        assertThat(slope(f, 0, x) + 0.0).isEqualTo(Double.valueOf(slope));
    }

    @Test
    void equalOperandsOfMaximumShareTheGradient() {
        assertThat(slope(Catalog.MAXIMUM, 0, 2, 2)).isEqualTo(0.5);
        assertThat(slope(Catalog.MAXIMUM, 1, 2, 2)).isEqualTo(0.5);
        assertThat(slope(Catalog.MINIMUM, 0, 1, 2)).isEqualTo(1);
        assertThat(slope(Catalog.MINIMUM, 1, 1, 2)).isEqualTo(0);
    }

    @Test
    void powersOfZeroHaveSlopes() {
        assertThat(slope(Catalog.POW, 0, 0, 0)).isEqualTo(0);
        assertThat(slope(Catalog.POW, 1, 0, 0)).isEqualTo(0);
        assertThat(slope(Catalog.POW, 0, 0, 1)).isEqualTo(1);
        assertThat(slope(Catalog.XLOGY, 0, 0, 0)).isEqualTo(0);
    }

    private static double slope(Elementwise f, int index, double... x) {
        Partial partial = f.partial(index);
        double y = Interpreter.model(f.expr(), ElementType.F64).apply(x, Samples.PARAMS);
        return Interpreter.model(partial.function().expr(), ElementType.F64)
                .apply(operands(partial, 1, x, y), Samples.PARAMS);
    }

    @Test
    void anInfiniteGradientDoesNotReachAFlatBranch() {
        Partial partial = Catalog.CLAMP.partial(0);
        double[] operands = {Double.POSITIVE_INFINITY, 3};
        assertThat(Interpreter.oracle(partial.function().expr()).apply(operands, 0, 1))
                .isEqualTo(0);
    }

    @Test
    void derivativesByTheResultAloneNeedNothingElse() {
        List<Elementwise> functions =
                List.of(Catalog.EXP, Catalog.TANH, Catalog.SIGMOID, Catalog.SQRT, Catalog.RECIPROCAL, Catalog.RELU);
        assertThat(functions).allSatisfy(f -> assertThat(f.partial(0).needs()).containsExactly(Partial.OUTPUT));
    }

    @Test
    void partialsAskForWhatOccursInThem() {
        assertThat(Catalog.ADD.partial(0).needs()).isEmpty();
        assertThat(Catalog.MUL.partial(0).needs()).containsExactly(1);
        assertThat(Catalog.MUL.partial(1).needs()).containsExactly(0);
        assertThat(Catalog.GELU.partial(0).needs()).containsExactly(0);
        assertThat(Catalog.WHERE.partial(2).needs()).containsExactly(0);
        assertThat(Catalog.WHERE.partial(0)).isNull();
        assertThat(Catalog.EQ.partial(0)).isNull();
        assertThat(Catalog.BITWISE_AND.partial(0)).isNull();
    }

    @ParameterizedTest
    @MethodSource("partials")
    void partialsAreNamedAfterTheFunctionAndFitAKernel(Elementwise f, int index) {
        Partial partial = f.partial(index);
        assertThat(partial.function().name()).isEqualTo(f.name() + "_d" + index);
        assertThat(partial.function().arity())
                .isEqualTo(1 + partial.needs().size())
                .isLessThanOrEqualTo(4);
        assertThat(partial.function().params()).isEqualTo(f.params());
        assertThat(f.partial(index)).isSameAs(partial);
    }
}
