package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;

/** log(1 + exp(−t·x)) for targets −1 and 1. */
public record SoftMarginLoss(Reduction reduction) implements Loss {
    /** The mean over all elements. */
    public SoftMarginLoss() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireSameShape("SoftMarginLoss", input, target);
        return Losses.softMargin(input, target, reduction);
    }
}
