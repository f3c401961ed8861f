/**
 * Scaled dot-product attention and its gradient, block by block. Read {@link io.lanewise.kernels.attention.Attention}.
 *
 * <p>Invariant: no array grows with the product of the two lengths.
 */
@NullMarked
package io.lanewise.kernels.attention;

import org.jspecify.annotations.NullMarked;
