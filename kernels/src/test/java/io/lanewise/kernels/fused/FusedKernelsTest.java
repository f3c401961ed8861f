package io.lanewise.kernels.fused;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.Dag;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.expr.Expr;
import io.lanewise.expr.Interpreter;
import io.lanewise.kernels.Samples;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FusedKernelsTest {
    private static final double[] PARAMS = {0.75, 1.5, -2};
    private static final int[] LENGTHS = {0, 1, 15, 16, 37, 64};

    private static final Expr X = Expr.input(0);
    private static final Expr Y = Expr.input(1);
    private static final Elementwise SWISH_AND_ADD =
            Elementwise.of("swish_and_add", 2, X.mul(X.sigmoid()).add(Y));
    private static final Elementwise SIX = Elementwise.of(
            "six",
            6,
            X.mul(Y)
                    .add(Expr.input(2))
                    .max(Expr.input(3).sub(Expr.input(4)))
                    .div(Expr.input(5).abs().add(Expr.param(0))));
    private static final Elementwise CHOICE =
            Elementwise.of("choice", 2, X.gt(0).and(Y.lt(1)).or(X.isNan()).not().then(X.exp(), new Expr.Const(-0.0)));
    private static final Elementwise MASKED = Elementwise.of(
            "masked", 3, new Expr.Flag(0).and(Y.gt(0)).then(Y.exp(), new Expr.Flag(2).then(Y, Expr.of(2))));
    private static final Elementwise BETWEEN =
            Elementwise.of("between", 3, new Expr.Flag(0).or(Y.gt(-1).and(Y.lt(Expr.input(2)))));

    static Stream<Elementwise> functions() {
        var catalog = Catalog.all().stream().filter(function -> function.types().containsAll(ElementType.FLOATS));
        return Stream.concat(catalog, Stream.of(SWISH_AND_ADD, SIX, CHOICE, MASKED, BETWEEN));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void kernelsWrittenAtRunTimeHaveTheModelsBits(Elementwise function) {
        for (var type : FusedKernels.types()) {
            for (int n : LENGTHS) {
                check(function, type, steps(function, 1, 1), n);
            }
            check(function, type, steps(function, 1, 0), 37);
            check(function, type, steps(function, 2, 3), 37);
            check(function, type, steps(function, 1, -1), 37);
        }
    }

    /** One step for the output and one for the first operand; the others are dense. */
    private static int[] steps(Elementwise function, int output, int first) {
        var steps = new int[function.arity() + 1];
        Arrays.fill(steps, 1);
        steps[0] = output;
        steps[1] = first;
        return steps;
    }

    private static void check(Elementwise function, ElementType type, int[] steps, int n) {
        var arrays = new Object[steps.length];
        var offsets = new int[steps.length];
        for (int i = 0; i < steps.length; i++) {
            boolean flag = i > 0 ? isFlag(function, i - 1) : function.bool();
            arrays[i] = Samples.array(flag ? ElementType.BOOL : type, 200, 11 + i);
            offsets[i] = steps[i] < 0 ? 120 : 2 + i;
        }
        var kernel = Objects.requireNonNull(FusedKernels.find(function, type, steps));
        kernel.run(arrays, offsets, steps, n, PARAMS);
        var model = Interpreter.model(function.expr(), type);
        for (int i = 0; i < n; i++) {
            var operands = new double[function.arity()];
            for (int k = 0; k < operands.length; k++) {
                operands[k] = Array.getDouble(arrays[k + 1], offsets[k + 1] + i * steps[k + 1]);
            }
            double actual = Array.getDouble(arrays[0], offsets[0] + i * steps[0]);
            assertThat(Double.doubleToLongBits(actual))
                    .as("%s of %s, steps %s, element %d of %d", function, type, Arrays.toString(steps), i, n)
                    .isEqualTo(Double.doubleToLongBits(model.apply(operands, PARAMS)));
        }
    }

    private static boolean isFlag(Elementwise function, int operand) {
        var flag = new Expr.Flag(operand);
        return Dag.of(function.expr()).nodes().stream()
                .anyMatch(node -> node.expr().equals(flag));
    }

    @Test
    void theOutputMayBeAnInput() {
        var x = (float[]) Samples.array(ElementType.F32, 37, 3);
        var y = (float[]) Samples.array(ElementType.F32, 37, 4);
        var apart = new float[37];
        int[] steps = {1, 1, 1};
        var kernel = Objects.requireNonNull(FusedKernels.find(SWISH_AND_ADD, ElementType.F32, steps));
        kernel.run(new Object[] {apart, x, y}, new int[3], steps, 37, PARAMS);
        kernel.run(new Object[] {x, x, y}, new int[3], steps, 37, PARAMS);
        assertThat(x).containsExactly(apart);
    }

    @Test
    void oneExpressionMakesOneKernel() {
        int[] steps = {1, 1, 1};
        var first = FusedKernels.find(SWISH_AND_ADD, ElementType.F32, steps);
        var again = Elementwise.of("another_name", 2, X.mul(X.sigmoid()).add(Y));
        assertThat(FusedKernels.find(again, ElementType.F32, steps)).isSameAs(first);
        assertThat(FusedKernels.find(again, ElementType.F32, new int[] {1, 0, 1}))
                .isNotSameAs(first);
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"F32", "F64"},
            mode = EnumSource.Mode.EXCLUDE)
    void onlyFloatsHaveThem(ElementType type) {
        assertThat(FusedKernels.find(SWISH_AND_ADD, type, new int[] {1, 1, 1})).isNull();
    }

    @Test
    void whatFitsStaysUnderTheLengthThatCompilersTake() {
        var longest = X;
        while (FusedKernels.fits(longest.tanh().add(Y), ElementType.F64)) {
            longest = longest.tanh().add(Y);
        }
        for (var type : List.of(ElementType.F32, ElementType.F64)) {
            var dag = Dag.of(io.lanewise.expr.Lowering.lower(longest, type));
            var assembler = new FusedAssembler(dag, 2, 0, type, "ddd");
            assembler.assemble(true);
            assertThat(assembler.length()).isBetween(200, FusedKernels.LONGEST);
        }
    }

    @Test
    void aChainOfAnyLengthIsComputed() {
        var longest =
                IntStream.range(0, 40).boxed().reduce(X, (x, _) -> x.tanh().add(Y), (a, _) -> a);
        check(Elementwise.of("forty_tanh", 2, longest), ElementType.F32, new int[] {1, 1, 1}, 37);
    }
}
