package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;

/** The cross entropy between probabilities (target) and sigmoid(input): log(1 + exp(x)) − x·t. */
public record BCEWithLogitsLoss(Reduction reduction) implements Loss {
    /** The mean over all elements. */
    public BCEWithLogitsLoss() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireSameShape("BCEWithLogitsLoss", input, target);
        return Losses.binaryCrossEntropyWithLogits(input, target, null, null, reduction);
    }
}
