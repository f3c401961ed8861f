package io.lanewise.nn;

import io.lanewise.tensor.Tensor;

/** x·tanh(log(1 + exp(x))). */
public final class Mish extends Activation {
    public Mish() {
        super("Mish", Tensor::mish);
    }
}
