package io.lanewise.onnx.operators;

import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/** What a node computes. */
@FunctionalInterface
public interface Operator {
    /** The outputs, in order; those that the node does not ask for may be left out. */
    List<OnnxValue> apply(Call call);

    /** An operator with one output. */
    static Operator one(Function<Call, Tensor> function) {
        return call -> List.of(new OnnxValue.Dense(function.apply(call)));
    }

    /** An operator with several outputs. */
    static Operator many(Function<Call, List<Tensor>> function) {
        return call -> dense(function.apply(call));
    }

    /** Tensors as a node's values. */
    static List<OnnxValue> dense(List<Tensor> tensors) {
        return tensors.stream().<OnnxValue>map(OnnxValue.Dense::new).toList();
    }
}
