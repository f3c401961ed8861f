package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;

/** The cross entropy between probabilities: −(t·log x + (1 − t)·log(1 − x)), the logarithms held above −100. */
public record BCELoss(Reduction reduction) implements Loss {
    /** The mean over all elements. */
    public BCELoss() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireSameShape("BCELoss", input, target);
        return Losses.binaryCrossEntropy(input, target, null, reduction);
    }
}
