/**
 * The language in which kernels are defined. Read {@link io.lanewise.expr.Expr}, then {@link
 * io.lanewise.expr.Elementwise}, then {@link io.lanewise.expr.Catalog}.
 *
 * <p>Invariant: nothing here knows how an expression is written out or run fast; the interpreter is the oracle that
 * every emitted kernel is held against.
 */
@NullMarked
package io.lanewise.expr;

import org.jspecify.annotations.NullMarked;
