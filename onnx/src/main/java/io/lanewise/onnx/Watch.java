package io.lanewise.onnx;

import io.lanewise.onnx.operators.OnnxValue;
import java.util.List;
import java.util.function.Supplier;

/** Sees the nodes of a graph while they run one by one. */
@FunctionalInterface
interface Watch {
    /** Runs a step. */
    List<OnnxValue> around(Prepared.Step step, Supplier<List<OnnxValue>> run);

    /** Sees nothing. */
    Watch NONE = (_, run) -> run.get();
}
