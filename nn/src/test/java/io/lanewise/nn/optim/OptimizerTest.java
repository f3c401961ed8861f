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
        var parameter = start();
        train(maker.apply(List.of(parameter)), parameter, 3);
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
    void aSavedStateGoesOnToTheBit() {
        List<Function<List<Tensor>, Optimizer>> makers = List.of(
                p -> new SGD(p, 0.1),
                p -> new SGD(p, 0.1).momentum(0.9),
                p -> new Adam(p, 0.1),
                p -> new AdamW(p, 0.1));
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

    @Test
    void schedulesArePyTorchs() {
        var step = Schedule.step(0.1, 2, 0.5);
        assertThat(new double[] {step.at(0), step.at(1), step.at(2), step.at(5)})
                .containsExactly(new double[] {0.1, 0.1, 0.05, 0.025}, CLOSE);
        var cosine = Schedule.cosine(0.1, 4, 0.01);
        assertThat(new double[] {cosine.at(0), cosine.at(1), cosine.at(2), cosine.at(3), cosine.at(4), cosine.at(9)})
                .containsExactly(
                        new double[] {0.1, 0.08681980515339464, 0.055, 0.023180194846605363, 0.01, 0.01}, CLOSE);
        var warm = Schedule.constant(0.1).warmup(4);
        assertThat(new double[] {warm.at(0), warm.at(1), warm.at(3), warm.at(4)})
                .containsExactly(new double[] {0.025, 0.05, 0.1, 0.1}, CLOSE);
    }
}
