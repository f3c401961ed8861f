package io.lanewise.nn;

import org.jspecify.annotations.Nullable;

/** Batch normalization of [n, channels, depth, height, width]. */
public final class BatchNorm3d extends BatchNormalization {
    public BatchNorm3d(int channels) {
        this(channels, 1e-5, 0.1, true, true);
    }

    /**
     * Batch normalization.
     *
     * @param momentum how far running statistics move towards those of a batch; null for their mean over all batches
     * @param affine whether there are weight and bias
     * @param track whether there are running statistics, which are used outside of training
     */
    public BatchNorm3d(int channels, double epsilon, @Nullable Double momentum, boolean affine, boolean track) {
        super(3, channels, epsilon, momentum, affine, track);
    }
}
