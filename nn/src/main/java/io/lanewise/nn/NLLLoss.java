package io.lanewise.nn;

import io.lanewise.nn.functional.ClassLosses;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;

/** −log-probability of each row's class: log-probabilities [n, classes, …] and classes [n, …]. */
public record NLLLoss(Reduction reduction) implements Loss {
    /** The mean over the rows that count. */
    public NLLLoss() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return ClassLosses.nll(input, target.to(DType.I64), null, CrossEntropyLoss.IGNORED, reduction);
    }
}
