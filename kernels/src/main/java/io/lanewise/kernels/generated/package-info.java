/**
 * The kernels that {@code codegen} wrote. A class holds the kernels of one function and its derivatives for one element
 * type, in vectors or in plain Java; a method's name is its specification, see {@link io.lanewise.expr.KernelName}.
 *
 * <p>Invariant: both variants of a kernel give equal bits. Nothing here is edited: change the definition or the emitter.
 */
@NullMarked
package io.lanewise.kernels.generated;

import org.jspecify.annotations.NullMarked;
