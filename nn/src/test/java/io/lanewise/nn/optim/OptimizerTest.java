package io.lanewise.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.nn.StateException;
import io.lanewise.tensor.Gradients;
import io.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The expected numbers were computed by PyTorch in f64: three steps of p₀² + 3·p₁² from (1, −2). */
class OptimizerTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-12);

    private static Tensor start() {
        return Tensor.of(1.0, -2.0).requiresGrad_(true);
    }

    private static void train(Optimizer optimizer, Tensor parameter, int steps) {
        for (int i = 0; i < steps; i++) {
            optimizer.zeroGrad();
            parameter.square().mul(Tensor.of(1.0, 3.0)).sum().backward();
            optimizer.step();
        }
    }

    private static void assertThreeSteps(Function<List<Tensor>, Optimizer> maker, double first, double second) {
        assertSteps(3, maker, first, second);
    }

    private static void assertSteps(int steps, Function<List<Tensor>, Optimizer> maker, double first, double second) {
        var parameter = start();
        train(maker.apply(List.of(parameter)), parameter, steps);
        assertThat(parameter.toDoubleArray()).containsExactly(new double[] {first, second}, CLOSE);
    }

    @Test
    void gradientDescentIsPyTorchs() {
        assertThreeSteps(p -> new SGD(p, 0.1), 0.512, -0.128);
        assertThreeSteps(p -> new SGD(p, 0.1).momentum(0.9), 0.062, 1.708);
        assertThreeSteps(
                p -> new SGD(p, 0.1).momentum(0.9).dampening(0.5).weightDecay(0.01),
                0.24867199974999998,
                1.5556966005000001);
        assertThreeSteps(p -> new SGD(p, 0.1).momentum(0.9).nesterov(true), -0.108352, 0.608128);
    }

    @Test
    void adamIsPyTorchs() {
        assertThreeSteps(p -> new Adam(p, 0.1).weightDecay(0.01), 0.701586272938277, -1.7006233915356082);
        assertThreeSteps(p -> new AdamW(p, 0.1).weightDecay(0.05), 0.6882699976166241, -1.6723478816914015);
        assertThreeSteps(p -> new Adam(p, 0.1).betas(0.8, 0.95).epsilon(1e-3), 0.7024075750431716, -1.7009661066541013);
    }

    @Test
    void rmspropIsPyTorchs() {
        assertSteps(8, p -> new RMSprop(p, 0.1), -2.188067687934429e-20, -0.01717789291511876);
        assertSteps(
                8,
                p -> new RMSprop(p, 0.1).alpha(0.9).momentum(0.5).weightDecay(0.01),
                -0.02361697686005273,
                -0.10214393059797387);
        assertSteps(
                8,
                p -> new RMSprop(p, 0.1).alpha(0.9).epsilon(1e-3).centered(true),
                0.036916195284597296,
                -0.5751370791490171);
        assertSteps(
                8,
                p -> new RMSprop(p, 0.1).alpha(0.9).epsilon(1e-3).centered(true).momentum(0.5),
                -0.009020037384039208,
                0.01230079850698366);
    }

    @Test
    void adagradAndAdadeltaArePyTorchs() {
        assertSteps(8, p -> new Adagrad(p, 0.1), 0.6041052050358533, -1.5822515391414431);
        assertSteps(
                8,
                p -> new Adagrad(p, 0.1).lrDecay(0.1).weightDecay(0.01).epsilon(1e-3),
                0.6709112109093908,
                -1.6574913499093702);
        assertSteps(8, p -> new Adadelta(p, 1), 0.9734536924364582, -1.9733511611355679);
        assertSteps(
                8,
                p -> new Adadelta(p, 0.5).rho(0.8).epsilon(1e-3).weightDecay(0.01),
                0.7093351051186473,
                -1.6953291121610692);
    }

    /** NAdam's numbers are those of PyTorch 2; before, the product of its momenta had one factor twice. */
    @Test
    void adamsRelativesArePyTorchs() {
        assertSteps(8, p -> new Adamax(p, 0.1), 0.34336208305082844, -1.2732003222942943);
        assertSteps(
                8,
                p -> new Adamax(p, 0.1).betas(0.8, 0.95).epsilon(1e-3).weightDecay(0.01),
                0.2595255123695632,
                -1.1538581490531898);
        assertSteps(8, p -> new NAdam(p, 0.1), 0.43778706814122803, -1.3950259891156027);
        assertSteps(
                8,
                p -> new NAdam(p, 0.1)
                        .betas(0.8, 0.95)
                        .epsilon(1e-3)
                        .weightDecay(0.01)
                        .momentumDecay(0.1),
                0.3713876962171179,
                -1.3162697668241259);
        assertSteps(8, p -> new RAdam(p, 0.1), 0.19408385613224663, 0.8897832025430801);
        assertSteps(8, p -> new RAdam(p, 0.1).betas(0.8, 0.95).weightDecay(0.01), 0.164874481277197, 0.694771626747368);
    }

    @Test
    void aSavedStateGoesOnToTheBit() {
        List<Function<List<Tensor>, Optimizer>> makers = List.of(
                p -> new SGD(p, 0.1),
                p -> new SGD(p, 0.1).momentum(0.9),
                p -> new Adam(p, 0.1),
                p -> new AdamW(p, 0.1),
                p -> new RMSprop(p, 0.1).centered(true).momentum(0.5),
                p -> new Adagrad(p, 0.1).lrDecay(0.1),
                p -> new Adadelta(p, 0.1),
                p -> new Adamax(p, 0.1),
                p -> new NAdam(p, 0.1),
                p -> new RAdam(p, 0.1));
        for (var maker : makers) {
            var whole = start();
            train(maker.apply(List.of(whole)), whole, 5);

            var half = start();
            var before = maker.apply(List.of(half));
            before.lr(0.1);
            train(before, half, 2);
            var rest = half.detach().copy().requiresGrad_(true);
            var after = maker.apply(List.of(rest));
            after.lr(0.7);
            after.loadStateDict(before.stateDict());
            train(after, rest, 3);

            assertThat(rest.toDoubleArray()).isEqualTo(whole.toDoubleArray());
        }
    }

    @Test
    void aStateOfOtherParametersIsRefused() {
        var parameter = start();
        var optimizer = new SGD(List.of(parameter), 0.1).momentum(0.9);
        train(optimizer, parameter, 1);
        var state = new LinkedHashMap<>(optimizer.stateDict());
        state.put("0.momentum", Tensor.of(1.0, 2.0, 3.0));
        assertThatThrownBy(() -> optimizer.loadStateDict(state))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("'0.momentum' has shape [3], expected [2]");
        state.remove("0.momentum");
        assertThatThrownBy(() -> optimizer.loadStateDict(state)).hasMessageContaining("missing '0.momentum'");
    }

    @Test
    void groupsHaveTheirOwnRatesAndChangeInProportion() {
        var slow = start();
        var fast = start();
        var optimizer = new SGD(List.of(slow), 0.01);
        var group = optimizer.add(List.of(fast), 0.1, 0);
        optimizer.lr(0.02);
        assertThat(group.lr()).isEqualTo(0.2);
        slow.sum().add(fast.sum()).backward();
        optimizer.step();
        assertThat(slow.toDoubleArray()).containsExactly(new double[] {0.98, -2.02}, CLOSE);
        assertThat(fast.toDoubleArray()).containsExactly(new double[] {0.8, -2.2}, CLOSE);
    }

    @Test
    void aParameterWithoutAGradientStays() {
        var parameter = start();
        var optimizer = new AdamW(List.of(parameter), 0.1);
        optimizer.step();
        assertThat(parameter.toDoubleArray()).containsExactly(1, -2);
        assertThat(optimizer.stateDict()).containsOnlyKeys("groups.0");
    }

    @Test
    void zeroGradForgetsTheGradients() {
        var parameter = start();
        parameter.sum().backward();
        new SGD(List.of(parameter), 0.1).zeroGrad();
        assertThat(Gradients.peek(parameter)).isNull();
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new SGD(List.of(), -1)).hasMessageContaining("lr is -1.0");
        assertThatThrownBy(() -> new SGD(List.of(), Double.NaN)).hasMessageContaining("lr is NaN");
        assertThatThrownBy(() -> new SGD(List.of(), 1).momentum(1)).hasMessageContaining("momentum is 1.0");
        assertThatThrownBy(() -> new Adam(List.of(), 1).betas(0.9, 1)).hasMessageContaining("beta2 is 1.0");
    }
}
