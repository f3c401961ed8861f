/**
 * Tensors and their operations. Read {@link io.lanewise.tensor.Tensor}, then {@link io.lanewise.tensor.Op}, then {@link
 * io.lanewise.tensor.Engine}: every operation is a record of attributes that goes through {@code Engine.run}.
 *
 * <p>A method of {@code Tensor} stands in the interface of its topic: Arithmetic, Functions, Elementary, Comparisons;
 * Reductions, Extremes, Statistics, Differences, Norms; Movement, Arrangement, Splitting; Indexing, Scattering,
 * Folding, Sorting, Sets; Matrices, Products, Quantized, Rows; InPlace. What is not the method of one tensor is in {@link
 * io.lanewise.tensor.Tensors}, {@link io.lanewise.tensor.Linalg}, {@link io.lanewise.tensor.Special}, {@link
 * io.lanewise.tensor.Masked} and {@link io.lanewise.tensor.Histograms}. Nearly all of them are short compositions; the
 * operations that are not are the records of {@code Op}.
 *
 * <p>Invariant: a tensor is a view (shape, strides, offset) on a {@link io.lanewise.tensor.Storage}; storage belongs to
 * a {@link io.lanewise.tensor.Backend}; nothing here knows how a derivative is formed.
 */
@NullMarked
package io.lanewise.tensor;

import org.jspecify.annotations.NullMarked;
