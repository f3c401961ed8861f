package io.lanewise.nn;

import io.lanewise.tensor.Tensor;

/** tanh(x). */
public final class Tanh extends Activation {
    public Tanh() {
        super("Tanh", Tensor::tanh);
    }
}
