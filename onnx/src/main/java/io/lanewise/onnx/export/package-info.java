/**
 * Graphs of tensor operations as ONNX graphs. Read {@link io.lanewise.onnx.export.Translation}, an operator or a few for
 * each operation; then {@link io.lanewise.onnx.export.Step}, what it is given; {@link io.lanewise.onnx.export.Family}
 * knows how sizes depend on the axes that may change. Source of the operators' meaning: <a
 * href="https://onnx.ai/onnx/operators/">onnx.ai</a>.
 *
 * <p>Invariant: an operation that has no exact counterpart is composed of operators, or refused by name.
 */
@NullMarked
package io.lanewise.onnx.export;

import org.jspecify.annotations.NullMarked;
