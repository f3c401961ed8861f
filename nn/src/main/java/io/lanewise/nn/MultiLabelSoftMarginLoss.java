package io.lanewise.nn;

import io.lanewise.nn.functional.ClassLosses;
import io.lanewise.tensor.Tensor;

/** The mean over the classes, the last axis, of the binary cross entropy of each class's logit. */
public record MultiLabelSoftMarginLoss(Reduction reduction) implements Loss {
    /** The mean over the rows. */
    public MultiLabelSoftMarginLoss() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireSameShape("MultiLabelSoftMarginLoss", input, target);
        return ClassLosses.multilabelSoftMargin(input, target, null, reduction);
    }
}
