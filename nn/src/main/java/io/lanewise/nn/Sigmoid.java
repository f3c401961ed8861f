package io.lanewise.nn;

import io.lanewise.tensor.Tensor;

/** 1 / (1 + exp(−x)). */
public final class Sigmoid extends Activation {
    public Sigmoid() {
        super("Sigmoid", Tensor::sigmoid);
    }
}
