package io.lanewise.nn;

import io.lanewise.tensor.Tensor;

/** x·min(max(x + 3, 0), 6) / 6. */
public final class Hardswish extends Activation {
    public Hardswish() {
        super("Hardswish", Tensor::hardswish);
    }
}
