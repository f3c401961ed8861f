package io.lanewise.nn;

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
        // Of the forms of log(1 + exp(x)), the one whose exponent is never positive cannot overflow.
        return reduction.of(input.clampMin(0)
                .sub(input.mul(target))
                .add(input.abs().neg().exp().log1p()));
    }
}
