package io.lanewise.nn;

import io.lanewise.tensor.Tensor;

/** x·sigmoid(x). */
public final class SiLU extends Activation {
    public SiLU() {
        super("SiLU", Tensor::silu);
    }
}
