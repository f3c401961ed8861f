package io.lanewise.onnx.export;

import io.lanewise.graph.Graph;
import io.lanewise.graph.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * The graph of a function and, for each axis that may change, that of the same function where the axis is longer. Where
 * they differ is where the axis matters.
 */
public final class Family {
    private final Graph graph;
    private final List<Axis> axes;
    private final Map<Value, List<Value>> grown = new IdentityHashMap<>();

    /**
     * @param graphs a graph for each axis
     * @throws IllegalArgumentException when a longer axis makes the function run other operations
     */
    public Family(Graph graph, List<Axis> axes, List<Graph> graphs) {
        this.graph = graph;
        this.axes = List.copyOf(axes);
        for (int i = 0; i < axes.size(); i++) {
            pair(graphs.get(i), i);
        }
    }

    private void pair(Graph longer, int axis) {
        pair(graph.inputs(), longer.inputs(), axis);
        var nodes = graph.nodes();
        var others = longer.nodes();
        if (nodes.size() != others.size()) {
            throw changed(axis, nodes.size() + " operations become " + others.size());
        }
        for (int i = 0; i < nodes.size(); i++) {
            var node = nodes.get(i);
            var other = others.get(i);
            if (!node.op().name().equals(other.op().name())
                    || node.shape().rank() != other.shape().rank()
                    || node.inputs().size() != other.inputs().size()) {
                throw changed(axis, node + " becomes " + other);
            }
            pair(node.inputs(), other.inputs(), axis);
            pair(List.of(node), List.of(other), axis);
        }
        pair(graph.outputs(), longer.outputs(), axis);
    }

    private IllegalArgumentException changed(int index, String how) {
        var axis = axes.get(index);
        return new IllegalArgumentException("axis '" + axis.name() + "' cannot change, since the function runs other"
                + " operations when it is " + axis.grown() + " instead of " + axis.size() + ": " + how);
    }

    /** A value has one counterpart in each graph, however often it is met. */
    private void pair(List<? extends Value> values, List<? extends Value> others, int axis) {
        for (int i = 0; i < values.size(); i++) {
            var value = values.get(i);
            var other = others.get(i);
            var known = grown.computeIfAbsent(value, _ -> new ArrayList<>());
            if (known.size() == axis && value.getClass() == other.getClass()) {
                known.add(other);
            } else if (known.size() <= axis || known.get(axis) != other) {
                throw changed(axis, value + " becomes " + other);
            }
        }
    }

    Graph graph() {
        return graph;
    }

    List<Axis> axes() {
        return axes;
    }

    /** The counterparts of a value where each of the axes is longer. */
    List<Value> grown(Value value) {
        return grown.getOrDefault(value, List.of());
    }

    /** The sizes of a value. */
    List<Size> sizes(Value value) {
        return IntStream.range(0, value.shape().rank())
                .mapToObj(d -> size(value, v -> v.shape().dim(d)))
                .toList();
    }

    /** A number that is known of a value in each of the graphs. */
    Size size(Value value, ToIntFunction<Value> number) {
        var others = grown(value).stream().map(number::applyAsInt).toList();
        return Size.of(number.applyAsInt(value), others, axes);
    }
}
