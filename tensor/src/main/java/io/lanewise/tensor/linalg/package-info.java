/**
 * Factorizations of one matrix in f64, row-major arrays in place: what {@link io.lanewise.tensor.Linalg} applies to
 * every matrix of a batch. Read {@link io.lanewise.tensor.linalg.Gauss} first. They are the textbook's algorithms for
 * matrices of moderate size, not blocked ones.
 *
 * <p>Invariant: no class knows tensors; a matrix is an array and its sizes.
 */
@NullMarked
package io.lanewise.tensor.linalg;

import org.jspecify.annotations.NullMarked;
