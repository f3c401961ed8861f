package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;

/**
 * Self-attention, attention to an encoder's output, then two linear layers with an activation between them, each added to
 * what it starts from as in {@link TransformerEncoderLayer}. Parameters have PyTorch's names.
 */
public final class TransformerDecoderLayer extends Module {
    private final boolean normFirst;
    private final MultiheadAttention selfAttention;
    private final MultiheadAttention crossAttention;
    private final TransformerFeedForward feedForward;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final LayerNorm norm3;
    private final Dropout dropout1;
    private final Dropout dropout2;
    private final Dropout dropout3;

    public TransformerDecoderLayer(TransformerOptions options, Generator generator) {
        normFirst = options.normFirst();
        selfAttention = module("self_attn", new MultiheadAttention(options.attention(), generator));
        crossAttention = module("multihead_attn", new MultiheadAttention(options.attention(), generator));
        feedForward = new TransformerFeedForward(options, generator);
        feedForward.children().forEach(this::module);
        norm1 = module("norm1", options.norm());
        norm2 = module("norm2", options.norm());
        norm3 = module("norm3", options.norm());
        dropout1 = module("dropout1", new Dropout(options.dropout(), generator));
        dropout2 = module("dropout2", new Dropout(options.dropout(), generator));
        dropout3 = module("dropout3", new Dropout(options.dropout(), generator));
    }

    /** @throws UnsupportedOperationException always: a decoder reads a memory too */
    @Override
    public Tensor forward(Tensor input) {
        throw TransformerDecoder.withoutMemory("TransformerDecoderLayer");
    }

    public Tensor forward(Tensor target, Tensor memory) {
        return forward(target, memory, AttentionMask.NONE, AttentionMask.NONE);
    }

    /**
     * @param target the sequence, whose shape the result has
     * @param memory the encoder's output
     * @param mask what the target's elements do not see of the target
     * @param memoryMask what they do not see of the memory
     */
    public Tensor forward(Tensor target, Tensor memory, AttentionMask mask, AttentionMask memoryMask) {
        if (normFirst) {
            var x = target.add(attended(norm1.forward(target), mask));
            x = x.add(attendedTo(memory, norm2.forward(x), memoryMask));
            return x.add(dropout3.forward(feedForward.forward(norm3.forward(x))));
        }
        var x = norm1.forward(target.add(attended(target, mask)));
        x = norm2.forward(x.add(attendedTo(memory, x, memoryMask)));
        return norm3.forward(x.add(dropout3.forward(feedForward.forward(x))));
    }

    private Tensor attended(Tensor x, AttentionMask mask) {
        return dropout1.forward(selfAttention.forward(x, x, x, mask));
    }

    private Tensor attendedTo(Tensor memory, Tensor x, AttentionMask mask) {
        return dropout2.forward(crossAttention.forward(x, memory, memory, mask));
    }
}
