package io.lanewise.nn;

/** Instance normalization of [n, channels, depth, height, width], or without n. */
public final class InstanceNorm3d extends InstanceNormalization {
    public InstanceNorm3d(int channels) {
        this(channels, 1e-5, 0.1, false, false);
    }

    /**
     * Instance normalization.
     *
     * @param momentum how far running statistics move towards those of a batch
     * @param affine whether there are weight and bias
     * @param track whether there are running statistics, which are used outside of training
     */
    public InstanceNorm3d(int channels, double epsilon, double momentum, boolean affine, boolean track) {
        super(3, channels, epsilon, momentum, affine, track);
    }
}
