package io.lanewise.nn;

import io.lanewise.nn.functional.Normalization;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * x / √(mean of x² + ε)·weight over the last dimensions, which have the sizes given; weight starts at 1. Zhang and
 * Sennrich, Root Mean Square Layer Normalization, 2019.
 */
public final class RMSNorm extends Module {
    /** The distance from 1 to the next number in f32, PyTorch's default. */
    private static final double EPSILON = 0x1p-23;

    private final Shape normalized;
    private final double epsilon;
    private final @Nullable Tensor weight;

    public RMSNorm(int... sizes) {
        this(EPSILON, true, sizes);
    }

    /** @param affine whether there is a weight */
    public RMSNorm(double epsilon, boolean affine, int... sizes) {
        this.normalized = Init.shape("RMSNorm", sizes);
        this.epsilon = epsilon;
        weight = affine ? parameter("weight", Init.lasting(() -> Tensor.ones(normalized, DType.F32))) : null;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Normalization.rmsNorm(input, normalized, weight, epsilon);
    }

    @Override
    protected String describe() {
        return normalized + ", epsilon=" + epsilon + ", affine=" + (weight != null);
    }
}
