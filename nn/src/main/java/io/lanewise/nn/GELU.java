package io.lanewise.nn;

import io.lanewise.tensor.Tensor;

/** x·Φ(x), with the exact normal distribution function. */
public final class GELU extends Activation {
    public GELU() {
        super("GELU", Tensor::gelu);
    }
}
