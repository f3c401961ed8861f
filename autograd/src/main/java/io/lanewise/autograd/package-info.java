/**
 * Reverse-mode differentiation. A user needs {@link io.lanewise.tensor.Tensor#backward()} and, for gradients of chosen
 * tensors, Jacobians and checks of derivatives, {@link io.lanewise.autograd.Autograd}.
 *
 * <p>While an operation runs on a tensor that needs a gradient, the engine asks {@code Derivatives} for the function
 * from the gradient of the result to those of the inputs, and puts it on the tape as a {@link
 * io.lanewise.tensor.Node}. What that function captures is what stays alive: an addition keeps no tensor, a ReLU only
 * its result. {@code Sweep} then walks the tape back from the newest node to the oldest.
 *
 * <p>Read {@code Derivatives}, whose one switch lists every operation; the files that it names hold the rules that need
 * more than a line; then {@code Recording} and {@code Saved}, which keep what a rule needs; then {@code Sweep}.
 *
 * <p>Invariant: rules are formulas on tensors and change nothing; only the sweep adds gradients up. A tensor is used in
 * a rule through {@code Saved}, which refuses one that was changed in place since. Rules are made of recorded
 * operations, so derivatives of any order come from the same formulas.
 */
@NullMarked
package io.lanewise.autograd;

import org.jspecify.annotations.NullMarked;
