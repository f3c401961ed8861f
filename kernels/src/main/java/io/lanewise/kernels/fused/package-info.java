/**
 * Chains of elementwise work as kernels that are written at run time, with the JDK's class-file API, from the same
 * expressions as the built ones. Read {@link io.lanewise.kernels.fused.FusedKernels}.
 *
 * <p>Invariant: the same bits as the built kernels, one after the other.
 */
@NullMarked
package io.lanewise.kernels.fused;

import org.jspecify.annotations.NullMarked;
