package io.lanewise.nn.data;

import io.lanewise.tensor.Tensor;

/** Examples that are processed together: inputs [n, ...] and their targets [n, ...]. */
public record Batch(Tensor inputs, Tensor targets) {
    /** The number of examples. */
    public int size() {
        return inputs.size(0);
    }
}
