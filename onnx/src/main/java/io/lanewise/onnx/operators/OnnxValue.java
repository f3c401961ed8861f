package io.lanewise.onnx.operators;

import io.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What flows from node to node. */
public sealed interface OnnxValue {
    record Dense(Tensor tensor) implements OnnxValue {}

    record Sequence(List<Tensor> tensors) implements OnnxValue {
        public Sequence {
            tensors = List.copyOf(tensors);
        }
    }

    /** An optional that may have no value. */
    record Maybe(@Nullable OnnxValue value) implements OnnxValue {}
}
