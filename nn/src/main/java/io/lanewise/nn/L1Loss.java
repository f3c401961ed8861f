package io.lanewise.nn;

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
        return reduction.of(input.sub(target).abs());
    }
}
