package io.lanewise.graph;

import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A function of tensors as operations on values, without memory. Captured from a function of tensors, or made by a
 * {@link GraphBuilder}; run by a {@link Program}.
 *
 * @param inputs the arguments, in order
 * @param nodes the operations that some output needs, each after those that it takes its inputs from
 * @param outputs the results, in order
 */
public record Graph(List<Value.Input> inputs, List<Value.Node> nodes, List<Value> outputs) {
    /**
     * A graph of the nodes that some output needs.
     *
     * @throws IllegalArgumentException when a node stands before one that it takes an input from, or an input is not
     *     the graph's
     */
    public Graph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = needed(nodes, outputs);
        check(inputs, nodes, outputs);
    }

    /**
     * Runs a function and writes down its operations, without computing what depends on the inputs or on tensors that
     * were there before, which are parameters. Tensors that it makes are constants.
     *
     * @throws CaptureException when the function does what a graph cannot hold: takes a decision by the elements
     *     of a tensor, draws random numbers, changes an argument or a parameter
     */
    public static Graph capture(Function<List<Tensor>, List<Tensor>> function, Tensor... inputs) {
        return Capture.of(function, List.of(inputs), false).graph();
    }

    private static List<Value.Node> needed(List<Value.Node> nodes, List<Value> outputs) {
        var reached = new HashSet<>(outputs);
        var kept = new ArrayList<Value.Node>();
        for (var node : nodes.reversed()) {
            if (reached.contains(node)) {
                reached.addAll(node.inputs());
                kept.add(node);
            }
        }
        return List.copyOf(kept.reversed());
    }

    private static void check(List<Value.Input> inputs, List<Value.Node> nodes, List<Value> outputs) {
        var known = new HashSet<Value>(inputs);
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).index() != i) {
                throw new IllegalArgumentException(
                        "graph: input " + i + " has the index " + inputs.get(i).index());
            }
        }
        for (var node : nodes) {
            node.inputs().forEach(input -> check(node.op().name(), input, known));
            known.add(node);
        }
        outputs.forEach(output -> check("output", output, known));
    }

    private static void check(String user, Value value, Set<Value> known) {
        boolean free = value instanceof Value.Parameter || value instanceof Value.Constant;
        if (!free && !known.contains(value)) {
            throw new IllegalArgumentException("graph: " + user + " takes a value " + value.dtype() + " "
                    + value.shape() + " that is neither one of the graph's inputs nor computed before");
        }
    }

    /** How many operations there are beside those that only look at elements in another way. */
    public int operations() {
        return (int) nodes.stream().filter(node -> !node.op().isView()).count();
    }

    /**
     * The graph that gives the same bits with fewer operations: constants folded, equal operations shared, chains of
     * elementwise operations joined into one, activations into the products before them.
     */
    public Graph optimized() {
        return Epilogues.of(Fusion.of(Sharing.of(Folding.of(this))));
    }

    /** A line for each value, in a language that resembles Java. */
    @Override
    public String toString() {
        return new GraphPrinter(this).print();
    }
}
