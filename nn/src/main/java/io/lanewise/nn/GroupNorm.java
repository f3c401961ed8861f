package io.lanewise.nn;

import io.lanewise.nn.functional.Normalization;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * (x − mean) / √(variance + ε)·weight + bias over groups of the channels of [n, channels, ...], for each sample; weight
 * starts at 1 and bias at 0, with a number for each channel. Wu and He, Group Normalization, 2018.
 */
public final class GroupNorm extends Module {
    private final int groups;
    private final int channels;
    private final double epsilon;
    private final @Nullable Tensor weight;
    private final @Nullable Tensor bias;

    public GroupNorm(int groups, int channels) {
        this(groups, channels, 1e-5, true);
    }

    /** @param affine whether there are weight and bias */
    public GroupNorm(int groups, int channels, double epsilon, boolean affine) {
        this.groups = Init.atLeast("GroupNorm", "groups", groups, 1);
        this.channels = Init.atLeast("GroupNorm", "channels", channels, 1);
        this.epsilon = epsilon;
        if (channels % groups != 0) {
            throw new IllegalArgumentException(
                    "GroupNorm: " + groups + " groups do not divide " + channels + " channels evenly");
        }
        weight = affine ? parameter("weight", Init.lasting(() -> Tensor.ones(Shape.of(channels), DType.F32))) : null;
        bias = affine ? parameter("bias", Init.zeros(channels)) : null;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Normalization.groupNorm(input, groups, weight, bias, epsilon);
    }

    @Override
    protected String describe() {
        return groups + ", " + channels + ", epsilon=" + epsilon + ", affine=" + (weight != null);
    }
}
