package io.lanewise.nn;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import org.jspecify.annotations.Nullable;

/** Modules and losses as functions, for those that are not methods of {@link Tensor} already. */
public final class Functional {
    private Functional() {}

    /** In training, each element is set to 0 with probability p and the others are divided by 1 − p. */
    public static Tensor dropout(Tensor input, double p, boolean training, Generator generator) {
        Init.probability("dropout", p);
        if (!training || p == 0) {
            return input;
        }
        if (p == 1) {
            return input.mul(0.0);
        }
        var kept = generator.bernoulli(input.shape(), 1 - p, input.dtype());
        return input.mul(kept.mul(1 / (1 - p)));
    }

    /** Rows of weight [rows, width] at indices [...]: [..., width]. */
    public static Tensor embedding(Tensor indices, Tensor weight) {
        var rows = weight.indexSelect(0, indices.flatten().to(DType.I64));
        return rows.reshape(indices.shape().concat(Shape.of(weight.size(1))).toArray());
    }

    /**
     * (x − mean) / √(variance + ε)·weight + bias over the last dimensions.
     *
     * @param normalized the sizes of those dimensions
     */
    public static Tensor layerNorm(
            Tensor input, Shape normalized, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        int rank = normalized.rank();
        int first = input.dim() - rank;
        if (first < 0 || !input.shape().slice(first, input.dim()).equals(normalized)) {
            throw new ShapeException("layerNorm: input of shape " + input.shape() + " does not end in " + normalized);
        }
        var axes = new int[rank];
        for (int i = 0; i < rank; i++) {
            axes[i] = first + i;
        }
        var centred = input.sub(input.mean(true, axes));
        var y = centred.mul(centred.square().mean(true, axes).add(epsilon).rsqrt());
        y = weight == null ? y : y.mul(weight);
        return bias == null ? y : y.add(bias);
    }

    /** The mean of {@link CrossEntropyLoss}: logits [n, classes] and classes [n]. */
    public static Tensor crossEntropy(Tensor logits, Tensor classes) {
        return new CrossEntropyLoss().forward(logits, classes);
    }

    /** The mean of −log-probability of each row's class: [n, classes] and classes [n]. */
    public static Tensor nllLoss(Tensor logProbabilities, Tensor classes) {
        return new NLLLoss().forward(logProbabilities, classes);
    }

    /** The mean of (input − target)². */
    public static Tensor mseLoss(Tensor input, Tensor target) {
        return new MSELoss().forward(input, target);
    }

    /** The mean of |input − target|. */
    public static Tensor l1Loss(Tensor input, Tensor target) {
        return new L1Loss().forward(input, target);
    }

    /** The mean of the binary cross entropy of sigmoid(logits) and probabilities. */
    public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor target) {
        return new BCEWithLogitsLoss().forward(logits, target);
    }
}
