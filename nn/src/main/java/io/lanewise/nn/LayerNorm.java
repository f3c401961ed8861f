package io.lanewise.nn;

import io.lanewise.nn.functional.Normalization;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * (x − mean) / √(variance + ε)·weight + bias over the last dimensions, which have the sizes given; weight starts at 1
 * and bias at 0. Ba, Kiros and Hinton, Layer Normalization, 2016.
 */
public final class LayerNorm extends Module {
    private final Shape normalized;
    private final double epsilon;
    private final @Nullable Tensor weight;
    private final @Nullable Tensor bias;

    public LayerNorm(int... sizes) {
        this(1e-5, true, sizes);
    }

    /** @param affine whether there are weight and bias */
    public LayerNorm(double epsilon, boolean affine, int... sizes) {
        this(epsilon, affine, affine, sizes);
    }

    /** Weight and bias, each if it is wanted. */
    public LayerNorm(double epsilon, boolean withWeight, boolean withBias, int... sizes) {
        this.normalized = Init.shape("LayerNorm", sizes);
        this.epsilon = epsilon;
        weight = withWeight ? parameter("weight", Init.lasting(() -> Tensor.ones(normalized, DType.F32))) : null;
        bias = withBias ? parameter("bias", Init.lasting(() -> Tensor.zeros(normalized, DType.F32))) : null;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Normalization.layerNorm(input, normalized, weight, bias, epsilon);
    }

    @Override
    protected String describe() {
        return normalized + ", epsilon=" + epsilon + ", affine=" + (weight != null);
    }
}
