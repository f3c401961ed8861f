package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;

/**
 * Self-attention, then two linear layers with an activation between them, each added to what it starts from: norm(x +
 * f(x)), or x + f(norm(x)) with {@link TransformerOptions#normFirst} (Vaswani et al., 2017; Xiong et al., 2020). Sequences
 * keep their shape; parameters have PyTorch's names.
 */
public final class TransformerEncoderLayer extends Module {
    private final boolean normFirst;
    private final MultiheadAttention selfAttention;
    private final TransformerFeedForward feedForward;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Dropout dropout1;
    private final Dropout dropout2;

    public TransformerEncoderLayer(TransformerOptions options, Generator generator) {
        normFirst = options.normFirst();
        selfAttention = module("self_attn", new MultiheadAttention(options.attention(), generator));
        feedForward = new TransformerFeedForward(options, generator);
        feedForward.children().forEach(this::module);
        norm1 = module("norm1", options.norm());
        norm2 = module("norm2", options.norm());
        dropout1 = module("dropout1", new Dropout(options.dropout(), generator));
        dropout2 = module("dropout2", new Dropout(options.dropout(), generator));
    }

    @Override
    public Tensor forward(Tensor input) {
        return forward(input, AttentionMask.NONE);
    }

    /** @param mask which elements of the sequence others do not see */
    public Tensor forward(Tensor input, AttentionMask mask) {
        if (normFirst) {
            var x = input.add(attended(norm1.forward(input), mask));
            return x.add(dropout2.forward(feedForward.forward(norm2.forward(x))));
        }
        var x = norm1.forward(input.add(attended(input, mask)));
        return norm2.forward(x.add(dropout2.forward(feedForward.forward(x))));
    }

    private Tensor attended(Tensor x, AttentionMask mask) {
        return dropout1.forward(selfAttention.forward(x, x, x, mask));
    }
}
