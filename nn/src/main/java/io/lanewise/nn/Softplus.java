package io.lanewise.nn;

/** log(1 + exp(beta·x)) / beta, and x itself where beta·x exceeds the threshold. */
public final class Softplus extends Activation {
    public Softplus(double beta, double threshold) {
        super("Softplus(beta=" + beta + ", threshold=" + threshold + ")", x -> x.softplus(beta, threshold));
    }
}
