package io.lanewise.nn;

/** x where x ≥ 0, slope·x elsewhere. */
public final class LeakyReLU extends Activation {
    public LeakyReLU(double slope) {
        super("LeakyReLU(slope=" + slope + ")", x -> x.leakyRelu(slope));
    }
}
