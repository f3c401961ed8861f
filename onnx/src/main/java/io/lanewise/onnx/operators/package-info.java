/**
 * ONNX's operators, each a small function of tensors. Read {@link io.lanewise.onnx.operators.Call}, what a function is
 * given; then {@link io.lanewise.onnx.operators.Elementwise}, the simplest topic; then {@link
 * io.lanewise.onnx.operators.Operators}, the list of topics. Source of their meaning: <a
 * href="https://onnx.ai/onnx/operators/">onnx.ai</a>.
 *
 * <p>Invariant: an operator computes with {@link io.lanewise.tensor.Tensor}'s methods, so that running it is also how it
 * is captured in a graph. Where it takes a decision by elements, such as the axes of a reduction, it asks {@link
 * io.lanewise.onnx.operators.Call#wholes}.
 */
@NullMarked
package io.lanewise.onnx.operators;

import org.jspecify.annotations.NullMarked;
