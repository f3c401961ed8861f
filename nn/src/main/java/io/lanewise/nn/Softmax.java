package io.lanewise.nn;

/** exp(x) / Σ exp(x) along an axis. */
public final class Softmax extends Activation {
    public Softmax(int axis) {
        super("Softmax(axis=" + axis + ")", x -> x.softmax(axis));
    }
}
