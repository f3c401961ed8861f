package io.lanewise.nn.functional;

import io.lanewise.nn.Loss.Reduction;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Losses between scores and classes. Scores are [n, classes, …] or [classes], and their targets class indices (i64) of
 * that shape without the classes.
 */
public final class ClassLosses {
    private ClassLosses() {}

    /**
     * −w[class]·logProbabilities[class]; the mean divides by the sum of the weights of the classes that count.
     *
     * @param weight w, the weight of each class, or null for 1
     * @param ignored targets of this class do not count
     */
    public static Tensor nll(
            Tensor logProbabilities, Tensor target, @Nullable Tensor weight, long ignored, Reduction reduction) {
        var x = batched(logProbabilities, target);
        var classes = logProbabilities.dim() == 1 ? target.reshape(1) : target;
        var weights = weights(x, classes, weight, ignored);
        var losses = x.gather(1, safe(classes, ignored).unsqueeze(1)).squeeze(1).neg();
        // Selected, not multiplied, so that an ignored infinity costs nothing.
        losses = classes.ne(ignored).where(losses.mul(weights), Tensor.scalar(0, x.dtype()));
        return switch (reduction) {
            case NONE -> losses.reshape(target.shape());
            case SUM -> losses.sum();
            case MEAN -> losses.sum().div(weights.sum());
        };
    }

    private static Tensor batched(Tensor scores, Tensor target) {
        var x = scores.dim() == 1 ? scores.unsqueeze(0) : scores;
        var expected = scores.dim() == 1 ? Shape.SCALAR : scores.shape().without(1);
        if (scores.dim() == 0 || !target.shape().equals(expected)) {
            throw new ShapeException("classLoss: scores " + scores.shape() + " and classes " + target.shape()
                    + "; expected [n, classes, ...] and [n, ...], or [classes] and []");
        }
        return x;
    }

    private static Tensor safe(Tensor classes, long ignored) {
        return classes.eq(ignored).where(Tensor.scalar(0, classes.dtype()), classes);
    }

    private static Tensor weights(Tensor x, Tensor classes, @Nullable Tensor weight, long ignored) {
        var counted = classes.ne(ignored).to(x.dtype());
        return weight == null ? counted : weight.take(safe(classes, ignored)).mul(counted);
    }

    /**
     * The cross entropy of softmax(logits) and classes.
     *
     * @param smoothing the part of each target that is spread over all classes
     */
    public static Tensor crossEntropy(
            Tensor logits,
            Tensor target,
            @Nullable Tensor weight,
            long ignored,
            double smoothing,
            Reduction reduction) {
        int axis = logits.dim() == 1 ? 0 : 1;
        var logs = logits.logSoftmax(axis);
        var loss = nll(logs, target, weight, ignored, reduction);
        if (smoothing == 0) {
            return loss;
        }
        var spread = logs.neg();
        if (weight != null) {
            spread = spread.mul(alongClasses(weight, logits));
        }
        var smooth = target.ne(ignored).where(spread.sum(axis), Tensor.scalar(0, logits.dtype()));
        var reduced =
                switch (reduction) {
                    case NONE -> smooth;
                    case SUM -> smooth.sum();
                    case MEAN ->
                        smooth.sum()
                                .div(weights(logits, target, weight, ignored).sum());
                };
        return loss.mul(1 - smoothing).add(reduced.mul(smoothing / logits.size(axis)));
    }

    private static Tensor alongClasses(Tensor weight, Tensor scores) {
        var sizes = new int[scores.dim()];
        java.util.Arrays.fill(sizes, 1);
        sizes[scores.dim() == 1 ? 0 : 1] = weight.elements();
        return weight.reshape(sizes);
    }

    /** The cross entropy of softmax(logits) and a target of probabilities, of the logits' shape. */
    public static Tensor crossEntropyOfProbabilities(
            Tensor logits, Tensor target, @Nullable Tensor weight, double smoothing, Reduction reduction) {
        int axis = logits.dim() == 1 ? 0 : 1;
        int classes = logits.size(axis);
        var wanted = smoothing == 0 ? target : target.mul(1 - smoothing).add(smoothing / classes);
        var losses = logits.logSoftmax(axis).mul(wanted).neg();
        losses = (weight == null ? losses : losses.mul(alongClasses(weight, logits))).sum(axis);
        return reduction.of(losses);
    }

    /** The mean over the other classes of max(0, margin − score[class] + score)ᵖ, times the class's weight. */
    public static Tensor multiMargin(
            Tensor scores, Tensor target, double p, double margin, @Nullable Tensor weight, Reduction reduction) {
        var x = Losses.rows(scores);
        var classes = target.reshape(-1, 1);
        var own = x.gather(1, classes);
        var excess = x.sub(own).add(margin).clampMin(0);
        excess = p == 2 ? excess.square() : excess;
        if (weight != null) {
            excess = excess.mul(weight.take(classes));
        }
        var others = classes.ne(Tensor.arange(x.size(1)));
        var losses = others.where(excess, Tensor.scalar(0, x.dtype())).sum(1).div((double) x.size(1));
        return reduction.of(scores.dim() < 2 ? losses.reshape() : losses);
    }

    /**
     * Σ max(0, 1 − score[own] + score[other]) / classes over all pairs of an own class and another.
     *
     * @param target for each row its own classes, ended by −1 where there are fewer than columns
     */
    public static Tensor multilabelMargin(Tensor scores, Tensor target, Reduction reduction) {
        var x = Losses.rows(scores);
        var labels = Losses.rows(target);
        // Labels count up to the first that is negative.
        var listed = labels.ge(0L).to(DType.I64).cumprod(1);
        var classes = labels.clampMin(0);
        var own = Tensor.zeros(x.shape(), DType.I64)
                .scatterAdd(1, classes, listed)
                .gt(0L);
        var excess =
                x.unsqueeze(1).sub(x.gather(1, classes).unsqueeze(2)).add(1.0).clampMin(0);
        var pairs =
                listed.to(DType.BOOL).unsqueeze(2).logicalAnd(own.logicalNot().unsqueeze(1));
        var losses = pairs.where(excess, Tensor.scalar(0, x.dtype())).sum(1, 2).div((double) x.size(1));
        return reduction.of(scores.dim() < 2 ? losses.reshape() : losses);
    }

    /** The mean over the classes, the last axis, of the binary cross entropy of each class's logit. */
    public static Tensor multilabelSoftMargin(
            Tensor logits, Tensor target, @Nullable Tensor weight, Reduction reduction) {
        return reduction.of(Losses.binaryCrossEntropyWithLogits(logits, target, weight, null, Reduction.NONE)
                .mean(-1));
    }
}
