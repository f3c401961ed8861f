package io.lanewise.graph;

import java.util.List;

/**
 * Finds in graphs of tensor operations what has an operation of its own, as exporters write networks out: layer and RMS
 * norms, softmax, GELU and SiLU, linear maps, also of bytes, attention. For inference: parameters are taken for constants, which never
 * change from now on, and results equal the given graph's up to rounding, not to the bit. A query that attention hides
 * every key from gets zeros, where the graph written out gives NaN.
 *
 * <pre>{@code
 * var recognition = new Recognition();           // one for each model
 * var program = Program.of(recognition.of(graph));
 * }</pre>
 *
 * <p>What was computed of a model's weights is shared by its graphs for other shapes. Safe for any number of threads.
 */
public final class Recognition {
    private static final List<Site.Rule> RULES = List.of(
            Simplification::simplified,
            Activations::found,
            Normalizations::found,
            Quantizations::found,
            Linears::found,
            Convolutions::found,
            Attentions::found,
            Simplification::simplified);

    private final Derived derived = new Derived();

    public Recognition() {}

    /** The graph of the same function with the operations that were found. */
    public Graph of(Graph graph) {
        var found = Sharing.of(Folding.of(graph, constants(graph), derived));
        for (var rule : RULES) {
            found = Sharing.of(Site.rewrite(found, derived, rule));
        }
        return JointLinears.of(found, derived);
    }

    private static Rewriter constants(Graph graph) {
        var rewriter = new Rewriter(graph);
        for (var node : graph.nodes()) {
            node.inputs().forEach(input -> freeze(input, rewriter));
        }
        graph.outputs().forEach(output -> freeze(output, rewriter));
        return rewriter;
    }

    private static void freeze(Value value, Rewriter rewriter) {
        if (value instanceof Value.Parameter(var tensor)) {
            rewriter.replace(value, new Value.Constant(tensor));
        }
    }
}
