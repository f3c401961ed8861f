package io.lanewise.onnx.operators;

import java.util.List;

/** A graph within a node: a branch, or the body of a loop. */
@FunctionalInterface
public interface Body {
    /** Runs it on its inputs; whatever else it names it takes from the graph around it. */
    List<OnnxValue> run(List<OnnxValue> inputs);
}
