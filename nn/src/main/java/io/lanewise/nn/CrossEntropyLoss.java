package io.lanewise.nn;

import io.lanewise.nn.functional.ClassLosses;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The cross entropy between classes [n, …] and softmax(logits [n, classes, …]), as PyTorch defines it: with weights w and
 * label smoothing s, row i of class y costs (1 − s)·w[y]·(−log p[y]) + s/classes·Σ w[c]·(−log p[c]), rows of the
 * ignored class cost nothing, and the mean is the sum divided by the sum of w[y] over the rows that count.
 *
 * @param weight the weight of each class [classes], or null for 1
 * @param ignoredClass rows of this class do not count
 * @param labelSmoothing the share of each label that is spread over all classes, 0 to 1
 */
public record CrossEntropyLoss(@Nullable Tensor weight, int ignoredClass, double labelSmoothing, Reduction reduction)
        implements Loss {
    /** PyTorch's default for the class that is ignored. */
    public static final int IGNORED = -100;

    public CrossEntropyLoss {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException(
                    "CrossEntropyLoss: labelSmoothing is " + labelSmoothing + "; expected 0 to 1");
        }
    }

    /** The mean over the rows, all classes weighing the same. */
    public CrossEntropyLoss() {
        this(null, IGNORED, 0, Reduction.MEAN);
    }

    public CrossEntropyLoss withWeight(@Nullable Tensor classWeights) {
        return new CrossEntropyLoss(classWeights, ignoredClass, labelSmoothing, reduction);
    }

    public CrossEntropyLoss withIgnoredClass(int ignored) {
        return new CrossEntropyLoss(weight, ignored, labelSmoothing, reduction);
    }

    public CrossEntropyLoss withLabelSmoothing(double smoothing) {
        return new CrossEntropyLoss(weight, ignoredClass, smoothing, reduction);
    }

    public CrossEntropyLoss withReduction(Reduction wanted) {
        return new CrossEntropyLoss(weight, ignoredClass, labelSmoothing, wanted);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        var classes = target.to(DType.I64);
        boolean plain = weight == null && labelSmoothing == 0 && input.dim() == 2 && classes.dim() == 1;
        if (plain && classes.ne((long) ignoredClass).all().itemLong() != 0) {
            return reduction.of(input.crossEntropyPerRow(classes, ignoredClass));
        }
        return ClassLosses.crossEntropy(input, classes, weight, ignoredClass, labelSmoothing, reduction);
    }
}
