package io.lanewise.nn;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;

/** −log-probability of each row's class: log-probabilities [n, classes] and classes [n]. */
public record NLLLoss(Reduction reduction) implements Loss {
    /** The mean over the rows. */
    public NLLLoss() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireRows("NLLLoss", input, target);
        var picked = input.gather(1, target.to(DType.I64).unsqueeze(1)).squeeze(1);
        return reduction.of(picked.neg());
    }
}
