package io.lanewise.nn;

import io.lanewise.tensor.Tensor;

/** max(x, 0). */
public final class ReLU extends Activation {
    public ReLU() {
        super("ReLU", Tensor::relu);
    }
}
