package io.lanewise.onnx.operators;

import java.util.List;

/** What a node computes. */
@FunctionalInterface
public interface Operator {
    /** The outputs, in order; those that the node does not ask for may be left out. */
    List<OnnxValue> apply(Call call);
}
