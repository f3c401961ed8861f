package io.lanewise.nn;

import org.jspecify.annotations.Nullable;

/** Batch normalization of [n, channels, length], or of [n, channels]. */
public final class BatchNorm1d extends BatchNormalization {
    public BatchNorm1d(int channels) {
        this(channels, 1e-5, 0.1, true, true);
    }

    /**
     * Batch normalization.
     *
     * @param momentum how far running statistics move towards those of a batch; null for their mean over all batches
     * @param affine whether there are weight and bias
     * @param track whether there are running statistics, which are used outside of training
     */
    public BatchNorm1d(int channels, double epsilon, @Nullable Double momentum, boolean affine, boolean track) {
        super(1, channels, epsilon, momentum, affine, track);
    }
}
