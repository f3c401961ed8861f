package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;

/** An encoder, a norm, and a decoder of its output, with a norm. Vaswani et al., Attention Is All You Need, 2017. */
public final class Transformer extends Module {
    private final TransformerEncoder encoder;
    private final TransformerDecoder decoder;

    public Transformer(TransformerOptions options, int encoderLayers, int decoderLayers, Generator generator) {
        encoder = module("encoder", new TransformerEncoder(options, encoderLayers, options.norm(), generator));
        decoder = module("decoder", new TransformerDecoder(options, decoderLayers, options.norm(), generator));
        for (var parameter : parameters()) {
            if (parameter.dim() > 1) {
                Init.fill(parameter, Init.xavierUniform(generator, parameter.size(0), parameter.size(1)));
            }
        }
    }

    /** @throws UnsupportedOperationException always: there are two sequences */
    @Override
    public Tensor forward(Tensor input) {
        throw new UnsupportedOperationException("Transformer: one input; expected source and target");
    }

    /** The target decoded; everything sees everything, which an {@link AttentionMask#CAUSAL} of the target changes. */
    public Tensor forward(Tensor source, Tensor target) {
        return forward(source, target, AttentionMask.NONE, AttentionMask.NONE, AttentionMask.NONE);
    }

    /** What the elements of the source, of the target, and of the target in the source do not see. */
    public Tensor forward(
            Tensor source,
            Tensor target,
            AttentionMask sourceMask,
            AttentionMask targetMask,
            AttentionMask memoryMask) {
        return decoder.forward(target, encoder.forward(source, sourceMask), targetMask, memoryMask);
    }
}
