package io.lanewise.nn;

import io.lanewise.nn.functional.ClassLosses;
import io.lanewise.tensor.Tensor;

/**
 * The mean over the other classes of max(0, margin − x[class] + x)ᵖ: inputs [n, classes], targets [n].
 *
 * @param p 1 or 2
 */
public record MultiMarginLoss(double p, double margin, Reduction reduction) implements Loss {
    /** The mean over the rows, p = 1 and margin = 1. */
    public MultiMarginLoss() {
        this(1, 1, Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return ClassLosses.multiMargin(input, target, p, margin, null, reduction);
    }
}
