package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.nn.functional.Attention;
import io.lanewise.nn.functional.Dropouts;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutsTest {
    private static final Generator GENERATOR = new Generator(1);

    @Test
    void whatIsLeftIsScaledToKeepTheMean() {
        var y = Dropouts.dropout(Tensor.ones(10_000), 0.2, GENERATOR);
        assertThat(y.toFloatArray()).containsOnly(0f, 1.25f);
        assertThat(y.mean().item()).isBetween(0.97, 1.03);
    }

    @Test
    void channelsAreDroppedAsAWhole() {
        var y = Dropouts.channelDropout(Tensor.ones(50, 20, 3, 4), 2, 0.5, GENERATOR)
                .reshape(1000, 12);
        assertThat(y.amax(false, 1).equal(y.amin(false, 1))).isTrue();
        assertThat(y.mean().item()).isBetween(0.9, 1.1);
        assertThatThrownBy(() -> Dropouts.channelDropout(Tensor.ones(3, 4), 2, 0.5, GENERATOR))
                .hasMessage("channelDropout: expected [.., channels] and 2 dimensions of space, got [3, 4]");
    }

    @Test
    void alphaDropoutKeepsMeanAndVariance() {
        var y = Dropouts.alphaDropout(GENERATOR.randn(100_000), 0.3, GENERATOR);
        assertThat(y.mean().item()).isBetween(-0.02, 0.02);
        assertThat(y.square().mean().item()).isBetween(0.97, 1.03);
    }

    @Test
    void noneAndAllAreExact() {
        var x = Tensor.of(1f, -2f);
        assertThat(Dropouts.dropout(x, 0, GENERATOR).toFloatArray()).containsExactly(1, -2);
        assertThat(Dropouts.dropout(x, 1, GENERATOR).abs().toFloatArray()).containsExactly(0, 0);
        assertThatThrownBy(() -> Dropouts.dropout(x, 1.5, GENERATOR))
                .hasMessage("dropout: p is 1.5; expected a probability, 0 to 1");
    }

    @Test
    void attentionWithDropoutIsOnAverageAttentionWithout() {
        var q = GENERATOR.randn(4, 3, 8);
        var k = GENERATOR.randn(2, 5, 8);
        var v = GENERATOR.randn(2, 5, 8);
        var expected = Attention.scaledDotProductAttention(q, k, v, null, false, null, true);
        var sum = Tensor.zeros(4, 3, 8);
        for (int i = 0; i < 2000; i++) {
            sum = sum.add(Attention.scaledDotProductAttention(q, k, v, null, false, null, true, 0.25, GENERATOR));
        }
        assertThat(sum.div(2000.0).sub(expected).abs().amax().item()).isLessThan(0.1);
        var weights = Attention.attentionWeights(q, k, null, false, null, true);
        assertThat(weights.matmul(v.repeatInterleave(2, 0)).allClose(expected, 1e-5, 1e-5, false))
                .isTrue();
        assertThat(Arrays.stream(weights.sum(-1).toDoubleArray()).allMatch(s -> Math.abs(s - 1) < 1e-6))
                .isTrue();
    }
}
