/**
 * Special functions of numbers in f64: what {@link io.lanewise.tensor.Special} applies to every element. They are plain
 * formulas with convergence in every corner rather than fast ones. Read {@link
 * io.lanewise.tensor.special.GammaFunctions} first.
 *
 * <p>Invariant: no function knows tensors; NaN goes through.
 */
@NullMarked
package io.lanewise.tensor.special;

import org.jspecify.annotations.NullMarked;
