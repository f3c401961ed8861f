package io.lanewise.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The lowered expressions, operation by operation as kernels compute them, beside the oracle. */
class AccuracyTest {
    private static final int COUNT = 40_000;

    /** What the oracle itself may be off by in f64; of no account in f32. */
    private static final double ORACLE_ULP = 5;

    static Stream<Elementwise> numeric() {
        return Catalog.all().stream().filter(f -> f.supports(ElementType.F32) && !f.bool());
    }

    static Stream<Elementwise> bounded() {
        return numeric().filter(f -> Double.isFinite(f.maxUlp()));
    }

    static Stream<Elementwise> unary() {
        return numeric().filter(f -> f.arity() == 1);
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void f32StaysWithinTheStatedError(Elementwise f) {
        assertWithin(f, ElementType.F32, f.maxUlp());
    }

    @ParameterizedTest
    @MethodSource("bounded")
    void f64StaysWithinTheSameError(Elementwise f) {
        assertWithin(f, ElementType.F64, f.maxUlp() + ORACLE_ULP);
    }

    @ParameterizedTest
    @MethodSource("unary")
    void specialNumbersGiveWhatTheOracleGives(Elementwise f) {
        for (ElementType type : ElementType.FLOATS) {
            Interpreter model = Interpreter.model(f.expr(), type);
            Interpreter oracle = Interpreter.oracle(f.expr());
            for (double x : Samples.special(type)) {
                if (!(x < f.lower() || x > f.upper()) && Double.isFinite(f.maxUlp())) {
                    double[] operands = {x};
                    double want = oracle.apply(operands, Samples.PARAMS);
                    double got = model.apply(operands, Samples.PARAMS);
                    assertThat(error(got, want, type))
                            .as("%s of %s: %s", f, x, got)
                            .isLessThanOrEqualTo(f.maxUlp() + 1);
                    if (want == 0) {
                        assertThat(got).as("%s of %s", f, x).isEqualTo(want);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void powersOfSpecialNumbersAreThoseOfC(ElementType type) {
        Interpreter model = Interpreter.model(Catalog.POW.expr(), type);
        Interpreter oracle = Interpreter.oracle(Catalog.POW.expr());
        for (double x : Samples.special(type)) {
            for (double y : Samples.special(type)) {
                double want = oracle.apply(new double[] {x, y});
                double got = model.apply(new double[] {x, y});
                assertThat(error(got, want, type))
                        .as("pow(%s, %s): %s", x, y, got)
                        .isLessThanOrEqualTo(1);
                if (want == 0 || Double.isInfinite(want)) {
                    double exact = type == ElementType.F32 ? (float) want : want;
                    assertThat(got).as("pow(%s, %s)", x, y).isEqualTo(exact);
                }
            }
        }
    }

    private static void assertWithin(Elementwise f, ElementType type, double bound) {
        Interpreter model = Interpreter.model(f.expr(), type);
        Interpreter oracle = Interpreter.oracle(f.expr());
        for (double[] operands : Samples.random(f, type, COUNT)) {
            double got = model.apply(operands, Samples.PARAMS);
            double want = oracle.apply(operands, Samples.PARAMS);
            double error = error(got, want, type);
            if (!(error <= bound)) {
                assertThat(error)
                        .as("%s of %s in %s: %s, not %s", f, Arrays.toString(operands), type, got, want)
                        .isLessThanOrEqualTo(bound);
            }
        }
    }

    /** In units in the last place of the type; infinite when only one is NaN, or infinite by more than rounding. */
    private static double error(double got, double want, ElementType type) {
        if (Double.isNaN(got) || Double.isNaN(want)) {
            return Double.isNaN(got) && Double.isNaN(want) ? 0 : Double.POSITIVE_INFINITY;
        }
        double greatest = type == ElementType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
        double ulp = type == ElementType.F32 ? Math.ulp((float) want) : Math.ulp(want);
        if (Double.isInfinite(got) || Math.abs(want) > greatest) {
            double nearest = Math.min(Math.abs(got), Math.abs(want));
            boolean overflow = Math.signum(got) == Math.signum(want) && nearest > greatest * (1 - 1e-6);
            return overflow ? 0 : Double.POSITIVE_INFINITY;
        }
        return Math.abs(got - want) / ulp;
    }
}
