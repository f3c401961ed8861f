/**
 * The language in which kernels are defined, and everything that can be known of a kernel without writing it: what it
 * computes, its derivative, how precise it is, which bits it gives.
 *
 * <p>A function of each element is an {@link io.lanewise.expr.Expr}, built as its formula is written. It is an entry of
 * the {@link io.lanewise.expr.Catalog}; kernels, tests, benchmarks and dispatch are driven from there, so a new
 * activation is one line. Its {@link io.lanewise.expr.Partial} derivatives are found symbolically, where the
 * entry does not state them, and are functions of the same kind, with derivatives of their own.
 *
 * <p>{@link io.lanewise.expr.Lowering} turns a formula into the few operations that kernels have: exp, log, tanh, sin,
 * erf and the rest become polynomials whose every rounding is decided, so that a vector kernel and a scalar one give the
 * same bits on every machine. The {@link io.lanewise.expr.Interpreter} evaluates formulas in f64, which is the oracle of
 * all accuracy tests, and lowered expressions operation by operation, which gives the bits that every emitted kernel
 * is held against.
 *
 * <p>Expressions share parts. {@link io.lanewise.expr.Dag} lists the distinct ones in order; every pass here walks
 * that list, and takes time linear in it.
 *
 * <p>Reductions, rows and optimizer steps have their descriptions here too: {@link io.lanewise.expr.Reduction}, {@link
 * io.lanewise.expr.RowFunction}, {@link io.lanewise.expr.Step}. {@link io.lanewise.expr.KernelName} names them all.
 *
 * <p>Invariant: nothing here knows how an expression is written out or run fast, nor what a tensor is.
 *
 * <p>Read {@link io.lanewise.expr.Expr}, then {@link io.lanewise.expr.Elementwise} and the catalog, then {@code
 * Derivative} and {@code Simplify}, then {@code FloatRules} and what it calls ({@code Exponentials} first), then the
 * interpreter.
 */
@NullMarked
package io.lanewise.expr;

import org.jspecify.annotations.NullMarked;
