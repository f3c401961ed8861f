package io.lanewise.nn;

import io.lanewise.nn.functional.ClassLosses;
import io.lanewise.tensor.Tensor;

/** Σ max(0, 1 − x[own] + x[other]) / classes; a row's target lists its own classes, ended by −1. */
public record MultiLabelMarginLoss(Reduction reduction) implements Loss {
    /** The mean over the rows. */
    public MultiLabelMarginLoss() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireSameShape("MultiLabelMarginLoss", input, target);
        return ClassLosses.multilabelMargin(input, target, reduction);
    }
}
