package io.lanewise.nn;

import io.lanewise.nn.functional.Losses;
import io.lanewise.tensor.Tensor;

/**
 * The divergence target·(log target − input) of Kullback and Leibler, where the input is log-probabilities.
 *
 * @param logTarget whether the target is log-probabilities too
 * @param batchMean whether the sum is divided by the first size, whatever the reduction: PyTorch's batchmean, which is the
 *     divergence as it is defined
 */
public record KLDivLoss(boolean logTarget, boolean batchMean, Reduction reduction) implements Loss {
    /** The mean over all elements, as in PyTorch. */
    public KLDivLoss() {
        this(false, false, Reduction.MEAN);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        Loss.requireSameShape("KLDivLoss", input, target);
        return batchMean
                ? Losses.klDivergenceBatchMean(input, target, logTarget)
                : Losses.klDivergence(input, target, logTarget, reduction);
    }
}
