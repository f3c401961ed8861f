package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;

/** d²/2 where d = |input − target| is at most delta, else delta·(d − delta/2). Huber 1964. */
public record HuberLoss(double delta, Reduction reduction) implements Loss {
    /** The mean over all elements, delta = 1. */
    public HuberLoss() {
        this(1, Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireSameShape("HuberLoss", input, target);
        return Losses.huber(input, target, delta, reduction);
    }
}
