package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;

/** d²/(2·beta) where d = |input − target| is below beta, else d − beta/2. Girshick, Fast R-CNN, 2015. */
public record SmoothL1Loss(double beta, Reduction reduction) implements Loss {
    /** The mean over all elements, beta = 1. */
    public SmoothL1Loss() {
        this(1, Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireSameShape("SmoothL1Loss", input, target);
        return Losses.smoothL1(input, target, beta, reduction);
    }
}
