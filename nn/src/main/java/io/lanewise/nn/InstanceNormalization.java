package io.lanewise.nn;

import io.lanewise.nn.functional.Normalization;
import io.lanewise.tensor.Tensor;

/**
 * What instance normalizations share: (x − mean) / √(variance + ε)·weight + bias for each channel of each sample. Ulyanov,
 * Vedaldi and Lempitsky, Instance Normalization, 2016.
 */
public abstract sealed class InstanceNormalization extends ChannelNormalization
        permits InstanceNorm1d, InstanceNorm2d, InstanceNorm3d {
    private final int rank;
    private final double momentum;

    InstanceNormalization(int rank, int channels, double epsilon, double momentum, boolean affine, boolean track) {
        super("InstanceNorm" + rank + "d", channels, epsilon, affine, track);
        this.rank = rank;
        this.momentum = momentum;
    }

    @Override
    public Tensor forward(Tensor input) {
        Spatial.check(getClass().getSimpleName(), input, rank, true);
        var x = input.dim() == rank + 1 ? input.unsqueeze(0) : input;
        checkChannels(x, 1);
        boolean byInput = isTraining() || runningMean == null;
        var y = Normalization.instanceNorm(x, runningMean, runningVariance, weight, bias, byInput, momentum, epsilon);
        return input.dim() == rank + 1 ? y.squeeze(0) : y;
    }
}
