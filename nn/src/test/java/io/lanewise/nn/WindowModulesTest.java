package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.nn.functional.Resampling.Mode;
import io.lanewise.nn.functional.Shaping.PadMode;
import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WindowModulesTest {
    private static final Generator GENERATOR = new Generator(1);

    private static Window window(List<Integer> numbers, boolean ceil) {
        int rank = numbers.size() / 4;
        int[][] parts = new int[4][];
        for (int i = 0; i < 4; i++) {
            parts[i] = numbers.subList(i * rank, (i + 1) * rank).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        return new Window(parts[0], parts[1], parts[2], parts[3], ceil);
    }

    static Stream<Arguments> modules() {
        Window wide = window(List.of(3, 2, 2, 1, 1, 0, 1, 2), false);
        return Stream.of(
                Arguments.of("max_pool1d", new MaxPool1d(3, 2, 1)),
                Arguments.of("max_pool2d", new MaxPool2d(window(List.of(3, 2, 2, 1, 1, 0, 1, 2), true))),
                Arguments.of("max_pool3d", new MaxPool3d(2, 1, 0)),
                Arguments.of("avg_pool1d", new AvgPool1d(3, 2, 1)),
                Arguments.of("avg_pool2d", new AvgPool2d(window(List.of(3, 2, 2, 1, 1, 1, 1, 1), true), false, 0)),
                Arguments.of("avg_pool3d", new AvgPool3d(Spatial.window(3, 2, 2, 1, 1), true, 5)),
                Arguments.of("adaptive_avg_pool1d", new AdaptiveAvgPool1d(3)),
                Arguments.of("adaptive_avg_pool2d", new AdaptiveAvgPool2d(2, 3)),
                Arguments.of("adaptive_avg_pool3d", new AdaptiveAvgPool3d(1, 2, 3)),
                Arguments.of("adaptive_max_pool1d", new AdaptiveMaxPool1d(3)),
                Arguments.of("adaptive_max_pool2d", new AdaptiveMaxPool2d(2, 3)),
                Arguments.of("adaptive_max_pool3d", new AdaptiveMaxPool3d(1, 2, 3)),
                Arguments.of(
                        "conv_transpose1d",
                        new ConvTranspose1d(4, 6, Spatial.window(1, 3, 2, 1, 1), new int[] {1}, 2, true, GENERATOR)),
                Arguments.of("conv_transpose2d", new ConvTranspose2d(2, 3, wide, new int[2], 1, false, GENERATOR)),
                Arguments.of("conv_transpose3d", new ConvTranspose3d(2, 2, 2, 2, 1, GENERATOR)),
                Arguments.of("conv2d", new Conv2d(4, 6, wide, 2, true, GENERATOR)),
                Arguments.of("upsample_nearest", Upsample.byFactors(Mode.NEAREST, false, 2, 1.5)),
                Arguments.of("upsample_linear", Upsample.toSizes(Mode.LINEAR, false, 7)),
                Arguments.of("upsample_bilinear", Upsample.byFactors(Mode.LINEAR, true, 2, 2)),
                Arguments.of("upsample_bicubic", Upsample.toSizes(Mode.CUBIC, false, 5, 7)),
                Arguments.of("pad_zeros", Padding.constant(0, 1, 2, 0, 3)),
                Arguments.of("pad_constant", Padding.constant(2.5, 1, -1)),
                Arguments.of("pad_reflect", Padding.of(PadMode.REFLECT, 1, 2, 0, 1)),
                Arguments.of("pad_replicate", Padding.of(PadMode.REPLICATE, 1, 1, 1, 1, 1, 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void aModuleAndItsGradientsAreThoseOfPyTorch(String name, Module module) {
        var reference = new Reference(name);
        reference.load(module);
        reference.check(module, module.forward(reference.input("x")));
    }

    @Test
    void theGreatestElementsStandAtTheirIndices() {
        var found =
                new MaxPool2d(2).forwardWithIndices(Tensor.of(1f, 5f, 2f, 2f).reshape(1, 2, 2));
        assertThat(found.values().item()).isEqualTo(5);
        assertThat(found.indices().itemLong()).isEqualTo(1);
    }

    @Test
    void channelsAreDroppedAsAWholeInTrainingAlone() {
        var dropout = new Dropout2d(0.5, GENERATOR);
        var y = dropout.forward(Tensor.ones(40, 5, 2, 3)).reshape(200, 6);
        assertThat(y.amax(false, 1).equal(y.amin(false, 1))).isTrue();
        assertThat(y.toFloatArray()).containsOnly(0f, 2f);
        dropout.eval();
        var x = Tensor.ones(4, 5, 2, 3);
        assertThat(dropout.forward(x)).isSameAs(x);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new MaxPool2d(2).forward(Tensor.ones(3, 4)))
                .hasMessage("MaxPool2d: input [3, 4] has 2 dimensions; expected 3 or 4");
        assertThatThrownBy(() -> new AvgPool3d(Spatial.window(2, 2, 2, 0, 1), true, 0))
                .hasMessage("AvgPool3d: windows of 2 dimensions; expected 3");
        assertThatThrownBy(() ->
                        new ConvTranspose1d(1, 1, Spatial.window(1, 3, 2, 1, 1), new int[] {2}, 1, true, GENERATOR))
                .hasMessage("ConvTranspose1d: output padding 2 is not below stride or dilation, at most 2");
        assertThatThrownBy(() -> Padding.constant(0, 1))
                .hasMessage("Padding: 1 amounts; expected two for each dimension");
        assertThatThrownBy(() -> Upsample.byFactors(Mode.NEAREST, false, -1.0))
                .hasMessage("Upsample: a factor is -1.0; expected more than 0");
    }
}
