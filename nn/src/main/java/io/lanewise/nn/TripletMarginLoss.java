package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;

/**
 * max(0, d(anchor, positive) − d(anchor, negative) + margin), d a p-norm (Balntas et al., Learning local feature descriptors
 * with triplets, 2016).
 *
 * @param eps what is added to each difference within the norm
 * @param swap whether the negative's distance is the lesser one from anchor and positive
 */
public record TripletMarginLoss(double margin, double p, double eps, boolean swap, Loss.Reduction reduction) {
    /** The mean over all triplets with Euclidean distances, margin = 1. */
    public TripletMarginLoss() {
        this(1, 2, 1e-6, false, Loss.Reduction.MEAN);
    }

    /** Vectors [.., width] of one shape. */
    public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
        Loss.requireSameShape("TripletMarginLoss", anchor, positive);
        Loss.requireSameShape("TripletMarginLoss", anchor, negative);
        return Losses.tripletMargin(anchor, positive, negative, margin, p, eps, swap, reduction);
    }
}
