package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;

/** |input − target|. */
public record L1Loss(Reduction reduction) implements Loss {
    /** The mean over all elements. */
    public L1Loss() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireSameShape("L1Loss", input, target);
        return Losses.l1(input, target, reduction);
    }
}
