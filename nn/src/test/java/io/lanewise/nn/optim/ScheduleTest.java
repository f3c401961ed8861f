package io.lanewise.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The expected numbers were computed by PyTorch. */
class ScheduleTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-12);

    private static void assertRates(Schedule schedule, double... expected) {
        var rates =
                IntStream.range(0, expected.length).mapToDouble(schedule::at).toArray();
        assertThat(rates).containsExactly(expected, CLOSE);
    }

    @Test
    void schedulesArePyTorchs() {
        var step = Schedule.step(0.1, 2, 0.5);
        assertRates(step, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025);
        var cosine = Schedule.cosine(0.1, 4, 0.01);
        assertRates(cosine, 0.1, 0.08681980515339464, 0.055, 0.023180194846605363, 0.01, 0.01);
        var warm = Schedule.constant(0.1).warmup(4);
        assertRates(warm, 0.025, 0.05, 0.075, 0.1, 0.1);
    }

    @Test
    void stepsThatAreFunctionsOfOthersArePyTorchs() {
        assertRates(Schedule.multiStep(0.1, 0.5, 2, 5), 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025);
        assertRates(Schedule.exponential(0.1, 0.9), 0.1, 0.09, 0.081, 0.0729);
        assertRates(Schedule.linear(0.1, 0.25, 1, 3), 0.025, 0.05, 0.075, 0.1, 0.1);
        assertRates(Schedule.polynomial(0.1, 2, 4), 0.1, 0.05625, 0.025, 0.00625, 0, 0);
        assertRates(
                Schedule.linear(0.1, 0.5, 1, 2).then(3, Schedule.exponential(0.1, 0.5)),
                0.05,
                0.075,
                0.1,
                0.1,
                0.05,
                0.025);
    }

    @Test
    void cosinesThatBeginAgainArePyTorchs() {
        assertRates(
                Schedule.cosineRestarts(0.1, 2, 2, 0.01),
                0.1,
                0.055,
                0.1,
                0.08681980515339464,
                0.055,
                0.023180194846605363,
                0.1,
                0.0965745789630079);
        var equal = Schedule.cosineRestarts(0.1, 3, 1, 0);
        assertThat(equal.at(3_000_000_001L)).isEqualTo(equal.at(1));
    }

    @Test
    void oneCycleIsPyTorchs() {
        assertRates(
                Schedule.oneCycle(0.1, 10),
                0.004,
                0.052,
                0.1,
                0.09504846320134738,
                0.0811745653949763,
                0.06112620219362893,
                0.03887419780637107,
                0.0188258346050237,
                0.004951936798652629,
                4e-7,
                4e-7);
    }

    @Test
    void aPlateauLowersTheRateAsPyTorchs() {
        var optimizer = new SGD(List.of(Tensor.of(1f)), 0.1);
        var plateau = new ReduceOnPlateau(optimizer)
                .factor(0.5)
                .patience(1)
                .cooldown(1)
                .lowest(0.02);
        double[] metrics = {1, 0.9, 0.9, 0.95, 0.99, 0.99, 0.99, 0.99, 0.99, 0.99, 0.5, 0.6, 0.6, 0.6};
        double[] rates = new double[metrics.length];
        for (int i = 0; i < metrics.length; i++) {
            if (i == 5) {
                var state = plateau.stateDict();
                plateau = new ReduceOnPlateau(optimizer)
                        .factor(0.5)
                        .patience(1)
                        .cooldown(1)
                        .lowest(0.02);
                plateau.loadStateDict(state);
            }
            plateau.step(metrics[i]);
            rates[i] = optimizer.lr();
        }
        assertThat(rates)
                .containsExactly(
                        new double[] {0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.02, 0.02, 0.02, 0.02, 0.02
                        },
                        CLOSE);
    }

    @Test
    void anAccuracyThatRisesIsNoPlateau() {
        var optimizer = new SGD(List.of(Tensor.of(1f)), 0.1);
        var plateau = new ReduceOnPlateau(optimizer).patience(0).rising();
        plateau.step(0.5);
        plateau.step(0.6);
        assertThat(optimizer.lr()).isEqualTo(0.1);
        plateau.step(0.6);
        assertThat(optimizer.lr()).isCloseTo(0.01, CLOSE);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> Schedule.linear(0.1, 0, 1, 0)).hasMessage("schedule: steps is 0; expected at least 1");
        assertThatThrownBy(() -> new ReduceOnPlateau(new SGD(List.of(), 1)).factor(1))
                .hasMessageContaining("factor is 1.0");
    }
}
