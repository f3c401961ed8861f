package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;

/** 1 − cos(first, second) where the target is 1; max(0, cos − margin) where it is −1. Vectors lie along the last axis. */
public record CosineEmbeddingLoss(double margin, Loss.Reduction reduction) {
    /** The mean over all pairs, margin = 0. */
    public CosineEmbeddingLoss() {
        this(0, Loss.Reduction.MEAN);
    }

    /** Vectors [.., width], twice, and targets [..]. */
    public Tensor forward(Tensor first, Tensor second, Tensor target) {
        return Losses.cosineEmbedding(first, second, target, margin, reduction);
    }
}
