package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import org.junit.jupiter.api.Test;

class TransformerTest {
    private static final TransformerOptions OPTIONS =
            TransformerOptions.of(4, 2).withFeedForward(6).withDropout(0);
    private static final Generator GENERATOR = new Generator(1);

    @Test
    void anEncoderLayerIsPyTorchs() {
        var reference = new Reference("encoder_layer");
        var layer = reference.load(new TransformerEncoderLayer(OPTIONS, GENERATOR));
        reference.check(layer, layer.forward(reference.input("x")));
    }

    @Test
    void anEncoderLayerWithItsNormsFirstIsPyTorchs() {
        var reference = new Reference("encoder_layer_norm_first");
        var options = OPTIONS.withActivation(Tensor::gelu).withNormFirst(true).withBatchFirst(true);
        var layer = reference.load(new TransformerEncoderLayer(options, GENERATOR));
        var mask = AttentionMask.of(reference.input("mask")).withKeyPadding(reference.input("padding"));
        reference.check(layer, layer.forward(reference.input("x"), mask));
        assertThat(layer.forward(reference.input("x"), AttentionMask.CAUSAL.withKeyPadding(reference.input("padding")))
                        .equal(layer.forward(reference.input("x"), mask)))
                .isTrue();
    }

    @Test
    void anEncoderIsPyTorchs() {
        var reference = new Reference("encoder");
        var encoder = reference.load(new TransformerEncoder(OPTIONS, 2, new LayerNorm(4), GENERATOR));
        reference.check(encoder, encoder.forward(reference.input("x"), AttentionMask.CAUSAL));
    }

    @Test
    void aDecoderLayerIsPyTorchs() {
        var reference = new Reference("decoder_layer");
        var layer = reference.load(new TransformerDecoderLayer(OPTIONS, GENERATOR));
        var memoryMask = AttentionMask.NONE.withKeyPadding(reference.input("padding"));
        reference.check(
                layer,
                layer.forward(reference.input("target"), reference.input("memory"), AttentionMask.CAUSAL, memoryMask));
    }

    @Test
    void aDecoderLayerWithItsNormsFirstIsPyTorchs() {
        var reference = new Reference("decoder_layer_norm_first");
        var layer = reference.load(new TransformerDecoderLayer(OPTIONS.withNormFirst(true), GENERATOR));
        reference.check(layer, layer.forward(reference.input("target"), reference.input("memory")));
    }

    @Test
    void aTransformerIsPyTorchs() {
        var reference = new Reference("transformer");
        var transformer = reference.load(new Transformer(OPTIONS, 1, 1, GENERATOR));
        reference.check(transformer, transformer.forward(reference.input("memory"), reference.input("target")));
    }

    @Test
    void layersWithoutBiasHaveNone() {
        var names = new TransformerEncoderLayer(OPTIONS.withBias(false), GENERATOR)
                .namedParameters()
                .keySet();
        assertThat(names)
                .containsExactly(
                        "self_attn.in_proj_weight",
                        "self_attn.out_proj.weight",
                        "linear1.weight",
                        "linear2.weight",
                        "norm1.weight",
                        "norm2.weight");
    }

    @Test
    void aDecoderWithoutMemoryIsRefused() {
        assertThatThrownBy(() -> new TransformerDecoder(OPTIONS, 1, null, GENERATOR).forward(Tensor.zeros(1, 1, 4)))
                .hasMessage("TransformerDecoder: one input; expected target and memory: forward(x, memory)");
    }
}
