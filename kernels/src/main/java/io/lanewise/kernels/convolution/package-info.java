/**
 * Convolutions of one to three dimensions, on products whose panels are written from the image itself, or channel by
 * channel. Read {@link io.lanewise.kernels.convolution.Convolutions}.
 *
 * <p>Invariant: the matrix of patches never exists as a whole.
 */
@NullMarked
package io.lanewise.kernels.convolution;

import org.jspecify.annotations.NullMarked;
