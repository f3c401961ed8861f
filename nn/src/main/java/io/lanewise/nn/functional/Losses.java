package io.lanewise.nn.functional;

import io.lanewise.nn.Loss.Reduction;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Losses between an input and a target of its shape, or between inputs. The names are PyTorch's. */
public final class Losses {
    private Losses() {}

    /** |input − target|. */
    public static Tensor l1(Tensor input, Tensor target, Reduction reduction) {
        return reduction.of(input.sub(target).abs());
    }

    /** (input − target)². */
    public static Tensor mse(Tensor input, Tensor target, Reduction reduction) {
        return reduction.of(input.sub(target).square());
    }

    /** d²/(2·beta) where d = |input − target| is below beta, else d − beta/2 (Girshick 2015, arXiv:1504.08083). */
    public static Tensor smoothL1(Tensor input, Tensor target, double beta, Reduction reduction) {
        if (beta == 0) {
            return l1(input, target, reduction);
        }
        var d = input.sub(target).abs();
        return reduction.of(d.lt(beta).where(d.square().mul(0.5 / beta), d.sub(0.5 * beta)));
    }

    /** d²/2 where d = |input − target| is at most delta, else delta·(d − delta/2) (Huber 1964). */
    public static Tensor huber(Tensor input, Tensor target, double delta, Reduction reduction) {
        var d = input.sub(target).abs();
        return reduction.of(
                d.le(delta).where(d.square().mul(0.5), d.sub(0.5 * delta).mul(delta)));
    }

    /**
     * The divergence target·(log target − input) of Kullback and Leibler; the input is log-probabilities.
     *
     * @param logTarget whether the target is log-probabilities too
     */
    public static Tensor klDivergence(Tensor input, Tensor target, boolean logTarget, Reduction reduction) {
        return reduction.of(
                logTarget
                        ? target.exp().mul(target.sub(input))
                        : target.xlogy(target).sub(target.mul(input)));
    }

    /** The sum of {@link #klDivergence} divided by the first size: the mean over a batch. */
    public static Tensor klDivergenceBatchMean(Tensor input, Tensor target, boolean logTarget) {
        var sum = klDivergence(input, target, logTarget, Reduction.SUM);
        return input.dim() == 0 ? sum : sum.div((double) input.size(0));
    }

    /** The negative log-likelihood of counts under a Poisson distribution, whose constant part is left out. */
    public static Tensor poissonNll(
            Tensor input, Tensor target, boolean logInput, boolean full, double eps, Reduction reduction) {
        var loss = logInput
                ? input.exp().sub(target.mul(input))
                : input.sub(target.mul(input.add(eps).log()));
        if (full) {
            // Stirling's approximation of log(target!).
            var stirling = target.mul(target.log())
                    .sub(target)
                    .add(target.mul(2 * Math.PI).log().mul(0.5));
            loss = loss.add(stirling.maskedFill(target.le(1L), 0));
        }
        return reduction.of(loss);
    }

    /**
     * The negative log-likelihood under a normal distribution: (log variance + (input − target)²/variance) / 2, and
     * log(2π)/2 more if {@code full}.
     *
     * @param variance of the input's shape, of size 1 in the last dimension, or without it; held above {@code eps},
     *     which its gradient does not notice
     */
    public static Tensor gaussianNll(
            Tensor input, Tensor target, Tensor variance, boolean full, double eps, Reduction reduction) {
        var spread = variance;
        if (!variance.shape().equals(input.shape())
                && input.dim() > 0
                && variance.shape().equals(input.shape().slice(0, input.dim() - 1))) {
            spread = variance.unsqueeze(-1);
        }
        spread = spread.add(spread.detach().clampMin(eps).sub(spread.detach()));
        var loss = spread.log().add(input.sub(target).square().div(spread)).mul(0.5);
        return reduction.of(full ? loss.add(0.5 * Math.log(2 * Math.PI)) : loss);
    }

    /** −(target·log input + (1 − target)·log(1 − input)), the logarithms held above −100. */
    public static Tensor binaryCrossEntropy(Tensor input, Tensor target, @Nullable Tensor weight, Reduction reduction) {
        var yes = input.log().clampMin(-100).mul(target);
        var no = input.neg().log1p().clampMin(-100).mul(target.rsub(1));
        return reduction.of(weighted(yes.add(no).neg(), weight));
    }

    /**
     * {@link #binaryCrossEntropy} of sigmoid(input), without its loss of digits.
     *
     * @param positiveWeight a factor for the part of the target that is 1, or null
     */
    public static Tensor binaryCrossEntropyWithLogits(
            Tensor input,
            Tensor target,
            @Nullable Tensor weight,
            @Nullable Tensor positiveWeight,
            Reduction reduction) {
        var no = target.rsub(1);
        var factor = positiveWeight == null
                ? null
                : positiveWeight.sub(1.0).mul(target).add(1.0);
        var loss = no.mul(input).sub(weighted(input.logsigmoid(), factor));
        return reduction.of(weighted(loss, weight));
    }

    private static Tensor weighted(Tensor loss, @Nullable Tensor weight) {
        return weight == null ? loss : loss.mul(weight);
    }

    /** log(1 + exp(−target·input)) for targets −1 and 1. */
    public static Tensor softMargin(Tensor input, Tensor target, Reduction reduction) {
        return reduction.of(target.neg().mul(input).exp().log1p());
    }

    /** The input where the target is 1; max(0, margin − input) where it is −1. */
    public static Tensor hingeEmbedding(Tensor input, Tensor target, double margin, Reduction reduction) {
        var zero = Tensor.scalar(0, input.dtype());
        var far = target.ne(1L).where(input.rsub(margin).clampMin(0), zero);
        return reduction.of(far.add(target.ne(-1L).where(input, zero)));
    }

    /** max(0, −target·(first − second) + margin): a target of 1 ranks the first higher. */
    public static Tensor marginRanking(Tensor first, Tensor second, Tensor target, double margin, Reduction reduction) {
        return reduction.of(target.neg().mul(first.sub(second)).add(margin).clampMin(0));
    }

    /** 1 − cos(first, second) where the target is 1; max(0, cos − margin) where it is −1. Vectors lie along the last axis. */
    public static Tensor cosineEmbedding(
            Tensor first, Tensor second, Tensor target, double margin, Reduction reduction) {
        var x = first.floating();
        var y = second.floating();
        var squares = x.square().sum(-1).add(1e-12).mul(y.square().sum(-1).add(1e-12));
        var cosine = x.mul(y).sum(-1).div(squares.sqrt());
        var zero = Tensor.scalar(0, x.dtype());
        var alike = target.eq(1L).where(cosine.rsub(1), zero);
        return reduction.of(alike.add(target.eq(-1L).where(cosine.sub(margin).clampMin(0), zero)));
    }

    /**
     * max(0, d(anchor, positive) − d(anchor, negative) + margin), d the distance of {@link Similarity#pairwiseDistance}.
     *
     * @param swap whether the negative's distance is the lesser one from anchor and positive
     */
    public static Tensor tripletMargin(
            Tensor anchor,
            Tensor positive,
            Tensor negative,
            double margin,
            double p,
            double eps,
            boolean swap,
            Reduction reduction) {
        var near = Similarity.pairwiseDistance(anchor, positive, p, eps, false);
        var far = Similarity.pairwiseDistance(anchor, negative, p, eps, false);
        if (swap) {
            far = far.minimum(Similarity.pairwiseDistance(positive, negative, p, eps, false));
        }
        return reduction.of(near.sub(far).add(margin).clampMin(0));
    }

    /** A batch of one row for a vector or a number. */
    static Tensor rows(Tensor x) {
        return x.dim() >= 2 ? x : x.reshape(Shape.of(1, x.elements()));
    }
}
