package io.lanewise.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lanewise.expr.WeightFormat;
import io.lanewise.tensor.QuantizedWeight;
import io.lanewise.tensor.random.Generator;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizedLinearTest {
    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void theGradientsOfTheInputAndTheBiasAreThoseOfTheLayerWithTheSameWeights(WeightFormat format) {
        var generator = new Generator(1);
        var weight = QuantizedWeight.of(format, generator.randn(5, 64));
        var x = generator.randn(2, 3, 64).requiresGrad_(true);
        var bias = generator.randn(5).requiresGrad_(true);
        x.linear(weight, bias).square().sum().backward();
        var sameX = x.detach().copy().requiresGrad_(true);
        var sameBias = bias.detach().copy().requiresGrad_(true);
        sameX.linear(weight.dequantized(), sameBias).square().sum().backward();
        var expected = Objects.requireNonNull(sameX.grad()).toFloatArray();
        var got = Objects.requireNonNull(x.grad()).toFloatArray();
        for (int i = 0; i < expected.length; i++) {
            assertThat(got[i]).isCloseTo(expected[i], within(0.02f));
        }
        var expectedBias = Objects.requireNonNull(sameBias.grad()).toFloatArray();
        var gotBias = Objects.requireNonNull(bias.grad()).toFloatArray();
        for (int i = 0; i < expectedBias.length; i++) {
            assertThat(gotBias[i]).isCloseTo(expectedBias[i], within(0.002f));
        }
    }
}
