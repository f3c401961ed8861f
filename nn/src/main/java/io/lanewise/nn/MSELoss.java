package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
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
        return Losses.mse(input, target, reduction);
    }
}
