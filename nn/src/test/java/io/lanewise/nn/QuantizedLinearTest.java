package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.lanewise.expr.WeightFormat;
import io.lanewise.tensor.random.Generator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizedLinearTest {
    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void aLoadedStateGivesTheSameOutputsToTheBit(WeightFormat format) {
        var saved = new Linear(64, 10, new Generator(1)).quantized(format);
        var other = new Linear(64, 10, new Generator(2)).quantized(format);
        var x = new Generator(3).randn(5, 64);
        assertThat(other.forward(x).toFloatArray())
                .isNotEqualTo(saved.forward(x).toFloatArray());
        other.loadStateDict(saved.stateDict());
        assertThat(other.forward(x).toFloatArray()).isEqualTo(saved.forward(x).toFloatArray());
        assertThat(saved.parameters()).isEmpty();
    }

    @Test
    void aQuantizedLayerSaysItsFormat() {
        assertThat(new Linear(64, 10, false, new Generator(1)).quantized(WeightFormat.Q4_0))
                .hasToString("QuantizedLinear(inFeatures=64, outFeatures=10, bias=false, format=q4_0)");
    }
}
