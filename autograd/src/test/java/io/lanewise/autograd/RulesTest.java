package io.lanewise.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.expr.Catalog;
import io.lanewise.expr.ElementType;
import io.lanewise.expr.Elementwise;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {
    /**
     * An optimizer's step is not differentiated: it changes leaves under noGrad; nor are gradients that are composed of
     * other operations where they are to be differentiated again. Quantized weights are multiplied in f32, too
     * coarse for differences: QuantizedLinearTest has their law.
     */
    private static final Set<Class<?>> WITHOUT_CASE = Set.of(
            Op.Update.class,
            Op.AttentionGrad.class,
            Op.NormalizeGrad.class,
            Op.NormalizeWeightGrad.class,
            Op.QuantizedLinear.class,
            Op.IntegerMatMul.class,
            Op.DynamicLinear.class);

    static Stream<RuleCases.Case> cases() {
        return RuleCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyDerivativeAgreesWithDifferences(RuleCases.Case c) {
        Autograd.gradcheck(c::run, c.inputs().toArray(Tensor[]::new));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everySecondDerivativeAgreesWithDifferences(RuleCases.Case c) {
        Autograd.gradgradcheck(c::run, c.inputs().toArray(Tensor[]::new));
    }

    @Test
    void everyOperationHasACase() {
        var covered = new HashSet<>(WITHOUT_CASE);
        RuleCases.all().forEach(c -> covered.add(c.op() instanceof Op.Custom ? Op.Custom.class : c.op().getClass()));
        assertThat(covered).containsAll(operations(Op.class));
    }

    private static List<Class<?>> operations(Class<?> topic) {
        var all = new ArrayList<Class<?>>();
        for (var permitted : topic.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                all.addAll(operations(permitted));
            } else {
                all.add(permitted);
            }
        }
        return all;
    }

    static Stream<Elementwise> functions() {
        return Catalog.all().stream().filter(f -> !f.bool() && f.supports(ElementType.F64) && f != Catalog.WHERE);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void everyElementwiseFunctionIsDifferentiableTwice(Elementwise f) {
        var inputs = new Tensor[f.arity()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = within(f, i).requiresGrad_(true);
        }
        var op = new Op.Map(f, params(f));
        Autograd.gradcheck(in -> Engine.run(op, in), inputs);
        Autograd.gradgradcheck(in -> Engine.run(op, in), inputs);
    }

    /** Numbers where the function is smooth. */
    private static Tensor within(Elementwise f, int operand) {
        double low = f == Catalog.ACOSH ? 1.2 : 0.15;
        double high = f == Catalog.ACOSH ? 3 : 0.85;
        var random = new SplittableRandom(operand + 1);
        return Tensor.wrap(random.doubles(6, low, high).toArray(), DType.F64, Shape.of(6));
    }

    private static List<Double> params(Elementwise f) {
        return List.of(0.07, 1.1, 1.3).subList(0, f.params());
    }
}
