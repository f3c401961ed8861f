package io.lanewise.nn;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What normalizations with a weight, a bias and running statistics for each channel share. */
public abstract sealed class ChannelNormalization extends Module permits BatchNormalization, InstanceNormalization {
    final int channels;
    final double epsilon;
    final @Nullable Tensor weight;
    final @Nullable Tensor bias;
    final @Nullable Tensor runningMean;
    final @Nullable Tensor runningVariance;
    final @Nullable Tensor batches;

    /** Weight and running variance start at 1, the others at 0. */
    ChannelNormalization(String name, int channels, double epsilon, boolean affine, boolean track) {
        this.channels = Init.atLeast(name, "channels", channels, 1);
        this.epsilon = epsilon;
        var shape = Shape.of(channels);
        weight = affine ? parameter("weight", Init.lasting(() -> Tensor.ones(shape, DType.F32))) : null;
        bias = affine ? parameter("bias", Init.zeros(channels)) : null;
        runningMean = track ? buffer("running_mean", Init.zeros(channels)) : null;
        runningVariance = track ? buffer("running_var", Init.lasting(() -> Tensor.ones(shape, DType.F32))) : null;
        batches = track ? buffer("num_batches_tracked", Init.lasting(() -> Tensor.scalar(0, DType.I64))) : null;
    }

    final void checkChannels(Tensor x, int axis) {
        if (x.size(axis) != channels) {
            throw new ShapeException(getClass().getSimpleName() + ": input " + x.shape() + " has " + x.size(axis)
                    + " channels; expected " + channels);
        }
    }

    @Override
    protected String describe() {
        return channels + ", epsilon=" + epsilon + ", affine=" + (weight != null) + ", track=" + (runningMean != null);
    }
}
