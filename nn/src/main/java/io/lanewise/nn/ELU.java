package io.lanewise.nn;

/** x where x > 0, alpha·(exp(x) − 1) elsewhere. */
public final class ELU extends Activation {
    public ELU(double alpha) {
        super("ELU(alpha=" + alpha + ")", x -> x.elu(alpha));
    }
}
