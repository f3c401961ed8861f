package io.lanewise.graph;

import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.cpu.CpuBackend;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A graph made ready to run on the CPU: optimized, its memory planned. Any number of threads may run it at once; each
 * run has buffers of its own, which are kept for later runs in a {@link Workspace}. Beside its outputs a run makes no large array.
 */
public final class Program {
    private final Graph graph;
    private final Plan plan;
    private final Workspace workspace;

    private Program(Graph graph, Workspace workspace) {
        this.graph = graph;
        this.plan = new Plan(graph);
        this.workspace = workspace;
    }

    /** Optimizes a graph and plans its memory. */
    public static Program of(Graph graph) {
        return of(graph, new Workspace());
    }

    /** The same with buffers that it shares with other programs. */
    public static Program of(Graph graph, Workspace workspace) {
        return new Program(graph.optimized(), workspace);
    }

    /** The graph that is run: the one given, optimized. */
    public Graph graph() {
        return graph;
    }

    Plan plan() {
        return plan;
    }

    /** The bytes of buffers that one run at a time needs beside its inputs, parameters and outputs. */
    public long bufferBytes() {
        return plan.bytes();
    }

    /**
     * The outputs for these inputs, in the graph's order. They carry no gradient. An output that only shows an input or
     * a parameter shares its elements, as without a graph.
     *
     * @throws ShapeException when an input has another shape than the graph's, or another number of them is given
     * @throws DTypeException when an input is of another type
     */
    public List<Tensor> run(List<Tensor> inputs) {
        check(inputs);
        return runChecked(inputs);
    }

    /** {@link #run(List)}, told of each operation before it begins; what {@code before} throws ends the run. */
    public List<Tensor> run(List<Tensor> inputs, Consumer<Value.Node> before) {
        check(inputs);
        return runChecked(inputs, before);
    }

    /** {@link #run(List)}. */
    public List<Tensor> run(Tensor... inputs) {
        return run(List.of(inputs));
    }

    List<Tensor> runChecked(List<Tensor> inputs) {
        return runChecked(inputs, null);
    }

    private List<Tensor> runChecked(List<Tensor> inputs, @Nullable Consumer<Value.Node> before) {
        var arena = workspace.take();
        var outputs = arena.frame(plan).run(inputs, before);
        workspace.give(arena);
        return outputs;
    }

    private void check(List<Tensor> inputs) {
        if (inputs.size() != graph.inputs().size()) {
            throw new ShapeException("graph: " + inputs.size() + " inputs, expected "
                    + graph.inputs().size());
        }
        for (var expected : graph.inputs()) {
            var given = inputs.get(expected.index());
            if (!given.shape().equals(expected.shape())) {
                throw new ShapeException("graph: input " + expected.index() + " has shape " + given.shape()
                        + ", expected " + expected.shape());
            }
            if (given.dtype() != expected.dtype()) {
                throw new DTypeException(
                        "graph: input " + expected.index() + " is " + given.dtype() + ", expected " + expected.dtype());
            }
            if (given.backend() != CpuBackend.INSTANCE) {
                throw new IllegalArgumentException("graph: input " + expected.index() + " is on the backend "
                        + given.backend().name() + ", expected cpu");
            }
        }
    }
}
