package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NormalizationModulesTest {
    static Stream<Arguments> once() {
        return Stream.of(
                Arguments.of("batch_norm1d_vectors", new BatchNorm1d(3)),
                Arguments.of("batch_norm2d_used", new BatchNorm2d(3).eval()),
                Arguments.of("batch_norm3d", new BatchNorm3d(2, 1e-5, 0.1, false, false)),
                Arguments.of("group_norm", new GroupNorm(2, 6, 0.001, true)),
                Arguments.of("instance_norm1d", new InstanceNorm1d(3)),
                Arguments.of("instance_norm2d_used", new InstanceNorm2d(3, 1e-5, 0.1, false, true).eval()),
                Arguments.of("instance_norm3d", new InstanceNorm3d(2, 1e-5, 0.1, true, false)));
    }

    static Stream<Arguments> twice() {
        return Stream.of(
                Arguments.of("batch_norm1d", new BatchNorm1d(3, 1e-5, null, true, true)),
                Arguments.of("batch_norm2d", new BatchNorm2d(3, 0.01, 0.3, true, true)),
                Arguments.of("instance_norm2d", new InstanceNorm2d(3, 1e-5, 0.1, true, true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("once")
    void aModuleAndItsGradientsAreThoseOfPyTorch(String name, Module module) {
        var reference = new Reference(name);
        reference.load(module);
        reference.check(module, module.forward(reference.input("x")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twice")
    void runningStatisticsAreThoseOfPyTorch(String name, Module module) {
        var reference = new Reference(name);
        reference.load(module);
        var x = reference.input("x");
        reference.check(module, module.forward(x), module.forward(x.mul(0.5)));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new BatchNorm2d(3).forward(Tensor.ones(2, 4, 5, 5)))
                .hasMessage("BatchNorm2d: input [2, 4, 5, 5] has 4 channels; expected 3");
        assertThatThrownBy(() -> new BatchNorm2d(3).forward(Tensor.ones(2, 3)))
                .hasMessage("BatchNorm2d: input [2, 3] has 2 dimensions; expected 4");
        assertThatThrownBy(() -> new BatchNorm1d(3).forward(Tensor.ones(1, 3)))
                .hasMessage("BatchNorm1d: input [1, 3] has one value for each channel, which has no variance;"
                        + " expected more in training");
        assertThatThrownBy(() -> new GroupNorm(4, 6)).hasMessage("GroupNorm: 4 groups do not divide 6 channels evenly");
    }

    @Test
    void theStateHasPyTorchsNames() {
        assertThat(new BatchNorm2d(2).stateDict().keySet())
                .containsExactly("weight", "bias", "running_mean", "running_var", "num_batches_tracked");
    }
}
