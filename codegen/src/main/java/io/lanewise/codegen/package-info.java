/**
 * Writes the kernels' sources at build time. Read {@link io.lanewise.codegen.Generator}, then a family: {@link
 * io.lanewise.codegen.MapFamily} is the simplest, then the two emitters of expressions, {@link
 * io.lanewise.codegen.ScalarEmitter} and {@link io.lanewise.codegen.VectorEmitter}. The golden files among the tests show
 * what comes out.
 *
 * <p>Invariant: the output depends on the definitions alone, and vector and scalar kernels of a definition give equal
 * bits.
 */
@NullMarked
package io.lanewise.codegen;

import org.jspecify.annotations.NullMarked;
