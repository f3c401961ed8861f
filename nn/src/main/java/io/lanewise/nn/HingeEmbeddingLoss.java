package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;

/** The input where the target is 1; max(0, margin − input) where it is −1. */
public record HingeEmbeddingLoss(double margin, Reduction reduction) implements Loss {
    /** The mean over all elements, margin = 1. */
    public HingeEmbeddingLoss() {
        this(1, Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireSameShape("HingeEmbeddingLoss", input, target);
        return Losses.hingeEmbedding(input, target, margin, reduction);
    }
}
