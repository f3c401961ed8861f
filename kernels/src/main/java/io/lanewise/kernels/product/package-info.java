/**
 * Matrix products: tiles, panels, blocks, and weights that are packed or quantized. Read {@link
 * io.lanewise.kernels.product.MatMul}, then {@link io.lanewise.kernels.product.ProductBlock}, then a generated tile.
 *
 * <p>Invariant: a sum is never cut by threads or by blocks of rows and columns, so its bits follow from k alone.
 */
@NullMarked
package io.lanewise.kernels.product;

import org.jspecify.annotations.NullMarked;
