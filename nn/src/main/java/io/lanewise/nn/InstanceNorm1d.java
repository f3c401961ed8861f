package io.lanewise.nn;

/** Instance normalization of [n, channels, length], or without n. */
public final class InstanceNorm1d extends InstanceNormalization {
    public InstanceNorm1d(int channels) {
        this(channels, 1e-5, 0.1, false, false);
    }

    /**
     * Instance normalization.
     *
     * @param momentum how far running statistics move towards those of a batch
     * @param affine whether there are weight and bias
     * @param track whether there are running statistics, which are used outside of training
     */
    public InstanceNorm1d(int channels, double epsilon, double momentum, boolean affine, boolean track) {
        super(1, channels, epsilon, momentum, affine, track);
    }
}
