/**
 * Tensors and their operations. Read {@link io.lanewise.tensor.Tensor}, then {@link io.lanewise.tensor.Op}, then {@link
 * io.lanewise.tensor.Engine}: every operation is a record of attributes that goes through {@code Engine.run}.
 *
 * <p>Invariant: a tensor is a view (shape, strides, offset) on a {@link io.lanewise.tensor.Storage}; storage belongs to
 * a {@link io.lanewise.tensor.Backend}; nothing here knows how a derivative is formed.
 */
@NullMarked
package io.lanewise.tensor;

import org.jspecify.annotations.NullMarked;
