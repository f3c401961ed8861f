package io.lanewise.nn;

import io.lanewise.nn.functional.Normalization;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What batch normalizations share: (x − mean) / √(variance + ε)·weight + bias for each channel, with mean and variance of
 * its elements in all samples in training, and with the running ones in use. Ioffe and Szegedy, Batch Normalization, 2015.
 */
public abstract sealed class BatchNormalization extends ChannelNormalization
        permits BatchNorm1d, BatchNorm2d, BatchNorm3d {
    private final int rank;
    private final @Nullable Double momentum;

    BatchNormalization(
            int rank, int channels, double epsilon, @Nullable Double momentum, boolean affine, boolean track) {
        super("BatchNorm" + rank + "d", channels, epsilon, affine, track);
        this.rank = rank;
        this.momentum = momentum;
    }

    @Override
    public Tensor forward(Tensor input) {
        if (rank > 1 || input.dim() != 2) {
            Spatial.check(getClass().getSimpleName(), input, rank, false);
        }
        checkChannels(input, 1);
        boolean training = isTraining() || runningMean == null;
        if (training && input.elements() == channels) {
            throw new ShapeException(getClass().getSimpleName() + ": input " + input.shape()
                    + " has one value for each channel, which has no variance; expected more in training");
        }
        double factor = isTraining() && batches != null ? next(batches) : 0;
        return Normalization.batchNorm(input, runningMean, runningVariance, weight, bias, training, factor, epsilon)
                .output();
    }

    /** Counts a batch; how far the running statistics move towards it. */
    private double next(Tensor batches) {
        try (var _ = GradMode.noGrad()) {
            batches.add_(Tensor.scalar(1, DType.I64));
        }
        return momentum == null ? 1.0 / batches.itemLong() : momentum;
    }
}
