package io.lanewise.nn;

import io.lanewise.tensor.Tensor;

/** (input − target)². */
public record MSELoss(Reduction reduction) implements Loss {
    /** The mean over all elements. */
    public MSELoss() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireSameShape("MSELoss", input, target);
        return reduction.of(input.sub(target).square());
    }
}
