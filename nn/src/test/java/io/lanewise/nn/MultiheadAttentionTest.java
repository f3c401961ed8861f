package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.autograd.Autograd;
import io.lanewise.nn.MultiheadAttention.Options;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultiheadAttentionTest {
    private static final Options PLAIN = Options.of(4, 2);

    private static MultiheadAttention module(Options options) {
        return new MultiheadAttention(options, new Generator(1));
    }

    /** Output and averaged weights are PyTorch's, and the output without weights is the same. */
    private static void assertSame(String name, Options options, AttentionMask mask, String key, String value) {
        var reference = new Reference(name);
        var attention = reference.load(module(options));
        var query = reference.input("query");
        var result = attention.forwardWithWeights(query, reference.input(key), reference.input(value), mask, true);
        var output = attention.forward(query, reference.input(key), reference.input(value), mask);
        assertThat(output.allClose(result.output(), 1e-12, 1e-12, false)).isTrue();
        reference.check(attention, result.output(), result.weights());
    }

    @Test
    void selfAttentionIsPyTorchs() {
        assertSame("attention", PLAIN, AttentionMask.NONE, "query", "query");
    }

    @Test
    void weightsOfEachHeadArePyTorchs() {
        var reference = new Reference("attention_batch_first");
        var attention = reference.load(module(PLAIN.withBatchFirst(true).withBias(false)));
        var x = reference.input("query");
        var result = attention.forwardWithWeights(x, x, x, AttentionMask.NONE, false);
        reference.check(attention, result.output(), result.weights());
    }

    @Test
    void attentionWithoutABatchIsPyTorchs() {
        var reference = new Reference("attention_unbatched");
        var attention = reference.load(module(PLAIN));
        var key = reference.input("key");
        reference.check(attention, attention.forward(reference.input("query"), key, key));
    }

    @Test
    void causalAttentionIsPyTorchsWithItsMask() {
        for (boolean byOrder : new boolean[] {true, false}) {
            var reference = new Reference("attention_causal");
            var attention = reference.load(module(PLAIN.withBatchFirst(true)));
            var x = reference.input("query");
            var mask = byOrder ? AttentionMask.CAUSAL : AttentionMask.of(reference.input("mask"));
            reference.check(attention, attention.forward(x, x, x, mask));
        }
    }

    @Test
    void paddingAndMasksArePyTorchs() {
        var padding = new Reference("attention_padding").input("padding");
        assertSame("attention_padding", PLAIN, AttentionMask.NONE.withKeyPadding(padding), "query", "query");
        var reference = new Reference("attention_masks");
        var attention = reference.load(module(PLAIN.withBatchFirst(true)));
        var x = reference.input("query");
        var mask = AttentionMask.of(reference.input("mask")).withKeyPadding(reference.input("padding"));
        var result = attention.forwardWithWeights(x, x, x, mask, true);
        reference.check(attention, result.output(), result.weights());
    }

    @Test
    void keysAndValuesOfOtherWidthsArePyTorchs() {
        assertSame("attention_sizes", PLAIN.withWidths(3, 5), AttentionMask.NONE, "key", "value");
    }

    @Test
    void appendedKeysAndValuesArePyTorchs() {
        var reference = new Reference("attention_appended");
        var attention = reference.load(module(PLAIN.withAddBiasKv(true).withAddZeroAttn(true)));
        var mask = AttentionMask.of(reference.input("mask")).withKeyPadding(reference.input("padding"));
        var result = attention.forwardWithWeights(
                reference.input("query"), reference.input("key"), reference.input("value"), mask, true);
        reference.check(attention, result.output(), result.weights());
    }

    @Test
    void aQueryThatSeesNoKeyGetsZerosOnAllPathsAndNoGradientIsNaN() {
        var attention = module(PLAIN.withBias(false));
        attention.to(DType.F64);
        var x = new Generator(2).randn(Shape.of(3, 2, 4), DType.F64).requiresGrad_(true);
        var hidden = Tensor.of(true, true, true, false, false, true).reshape(2, 3);
        var mask = AttentionMask.NONE.withKeyPadding(hidden);
        var plain = attention.forward(x, x, x, mask);
        var weighted = attention.forwardWithWeights(x, x, x, mask, true);
        for (var output : List.of(plain, weighted.output())) {
            assertThat(output.select(1, 0).toDoubleArray()).containsOnly(0);
            assertThat(output.select(1, 1).toDoubleArray()).doesNotContain(0);
            assertThat(Autograd.grad(output.sum(), x)
                            .getFirst()
                            .isFinite()
                            .all()
                            .itemLong())
                    .isEqualTo(1);
        }
        assertThat(weighted.weights().select(0, 0).toDoubleArray()).containsOnly(0);
    }

    @Test
    void droppedWeightsKeepTheMean() {
        var attention = module(PLAIN.withDropout(0.5).withBatchFirst(true));
        var x = new Generator(2).randn(1, 200, 4);
        var weights =
                attention.forwardWithWeights(x, x, x, AttentionMask.NONE, false).weights();
        assertThat(weights.eq(0.0).to(DType.F64).mean().item()).isBetween(0.48, 0.52);
        assertThat(weights.sum(-1).mean().item()).isBetween(0.95, 1.05);
        assertThat(attention.forward(x).equal(attention.forward(x))).isFalse();
        attention.eval();
        assertThat(attention.forward(x).equal(attention.forward(x))).isTrue();
    }

    @Test
    void theStateHasPyTorchsNames() {
        assertThat(module(PLAIN).stateDict().keySet())
                .containsExactly("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias");
        assertThat(module(PLAIN.withWidths(3, 5).withAddBiasKv(true))
                        .stateDict()
                        .keySet())
                .containsExactly(
                        "q_proj_weight",
                        "k_proj_weight",
                        "v_proj_weight",
                        "in_proj_bias",
                        "bias_k",
                        "bias_v",
                        "out_proj.weight",
                        "out_proj.bias");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> Options.of(6, 4))
                .hasMessage("MultiheadAttention: 4 heads do not divide embedDim 6 evenly");
        var attention = module(PLAIN);
        var x = Tensor.zeros(3, 2, 4);
        assertThatThrownBy(() -> attention.forward(x, Tensor.zeros(3, 1, 4), Tensor.zeros(3, 1, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("MultiheadAttention: expected query [length, batch, 4], key [length, batch, 4] and value"
                        + " [length, batch, 4], or all without batch, got [3, 2, 4], [3, 1, 4] and [3, 1, 4]");
        assertThatThrownBy(() -> attention.forward(x, x, x, AttentionMask.of(Tensor.zeros(2, 3))))
                .hasMessage("MultiheadAttention: a mask of shape [2, 3]; expected [3, 3]");
        assertThatThrownBy(() -> attention.forward(x, x, x, AttentionMask.of(Tensor.zeros(Shape.of(3, 3), DType.I64))))
                .hasMessage("MultiheadAttention: a mask of i64; expected bool, true for keys that are hidden, or floats"
                        + " to add");
        assertThatThrownBy(() -> attention.forward(x, x, x, AttentionMask.NONE.withKeyPadding(Tensor.zeros(3, 2))))
                .hasMessage("MultiheadAttention: a key padding of shape [3, 2]; expected [2, 3]");
    }
}
