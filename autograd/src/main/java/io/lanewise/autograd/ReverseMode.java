package io.lanewise.autograd;

import io.lanewise.tensor.Differentiator;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this module provides to tensors: derivatives while recording, and the walk back. */
public final class ReverseMode implements Differentiator {
    /** For {@link java.util.ServiceLoader}. */
    public ReverseMode() {}

    @Override
    public @Nullable Backward derivative(Op op, List<Tensor> inputs, Tensor output) {
        return Derivatives.of(op, inputs, output);
    }

    @Override
    public void backward(Tensor root, @Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
        Sweep.toLeaves(root, gradient, retainGraph || createGraph, createGraph);
    }
}
