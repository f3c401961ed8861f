package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;

/** max(0, −target·(first − second) + margin): a target of 1 ranks the first higher, one of −1 the second. */
public record MarginRankingLoss(double margin, Loss.Reduction reduction) {
    /** The mean over all pairs, margin = 0. */
    public MarginRankingLoss() {
        this(0, Loss.Reduction.MEAN);
    }

    /** Three tensors whose shapes broadcast. */
    public Tensor forward(Tensor first, Tensor second, Tensor target) {
        return Losses.marginRanking(first, second, target, margin, reduction);
    }
}
