/**
 * Functions of tensors as graphs. Read {@link io.lanewise.graph.Compiled}, PyTorch's {@code compile}; then {@link
 * io.lanewise.graph.Graph}, which it captures and {@link io.lanewise.graph.GraphBuilder} writes by hand; then {@link
 * io.lanewise.graph.Program}, which runs one. In between stand the passes, from graph to graph: {@code Folding}, {@code
 * Sharing}, {@code Fusion}, {@code Epilogues}.
 *
 * <p>{@link io.lanewise.graph.Recognition} stands before them where inference may round in another way: its rules,
 * {@code Simplification}, {@code Activations}, {@code Normalizations}, {@code Linears}, {@code Convolutions}, {@code Quantizations} and {@code Attentions}, lay a
 * {@code Pattern} on each node and put one operation in the place of many.
 *
 * <p>Invariant: any other pass changes neither what an output is nor a bit of it. A graph holds {@link io.lanewise.tensor.Op}s
 * and no memory; what lies where is decided by the plan, once for each graph.
 */
@NullMarked
package io.lanewise.graph;

import org.jspecify.annotations.NullMarked;
