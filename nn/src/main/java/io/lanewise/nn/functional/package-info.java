/**
 * What PyTorch has in {@code nn.functional} and that is not a method of {@link io.lanewise.tensor.Tensor}: losses,
 * normalizations, padding, pooling, convolution, resampling. Every function is a short composition of tensor operations
 * and so can be differentiated to any order. A class holds a topic; read {@link io.lanewise.nn.functional.Losses} first.
 *
 * <p>Invariant: no function keeps a state; what a module remembers is passed in and, where it changes, returned.
 */
@NullMarked
package io.lanewise.nn.functional;

import org.jspecify.annotations.NullMarked;
