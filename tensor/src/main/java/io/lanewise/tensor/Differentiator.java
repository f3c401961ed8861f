package io.lanewise.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What the {@code autograd} module provides to tensors, found through {@link java.util.ServiceLoader}. */
public interface Differentiator {
    /**
     * The derivative of an operation that was just computed. What the returned function captures is what stays alive.
     *
     * @return the function from the output's gradient to the inputs', or null where none of them has one
     */
    @Nullable
    Backward derivative(Op op, List<Tensor> inputs, Tensor output);

    /**
     * Walks the tape back from a tensor and adds to the gradients of the leaves.
     *
     * @param gradient the gradient of {@code root}, of its shape; null for 1, which needs a single element
     * @param retainGraph whether the tape may be walked again
     * @param createGraph whether the gradients themselves can be differentiated
     */
    void backward(Tensor root, @Nullable Tensor gradient, boolean retainGraph, boolean createGraph);

    /** From the gradient of an output to the gradients of the inputs, null where an input has none. */
    @FunctionalInterface
    interface Backward {
        List<@Nullable Tensor> apply(Tensor gradient);

        /** The same where the gradients of some inputs only are asked for: those of others may be null, too. */
        default List<@Nullable Tensor> apply(Tensor gradient, IntPredicate wanted) {
            return apply(gradient);
        }
    }
}
