package io.lanewise.graph;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Where the values of a graph lie. Each has a slot. The results of operations lie in buffers, which are used again once
 * no later operation reads what they hold; those that an output shows lie in new storage in each run.
 */
final class Plan {
    /** A step's result lies in storage of its own, which the caller gets. */
    static final int FRESH = -1;

    /** An operation from slots to a slot. The buffer is meant for operations that compute. */
    record Step(Op op, int[] from, int to, int buffer, Value.Node node) {}

    /** Memory for several values, one after the other. */
    static final class Buffer {
        final DType dtype;
        int length;
        private boolean free;

        Buffer(DType dtype, int length) {
            this.dtype = dtype;
            this.length = length;
        }
    }

    private final Graph graph;
    private final Map<Value, Integer> slots = new HashMap<>();
    private final Map<Value, Tensor> known = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Buffer> buffers = new ArrayList<>();
    private final Map<Value, Integer> bufferOf = new HashMap<>();
    private final Map<Value, Integer> lastUse = new HashMap<>();
    private final Set<Value> escaping = new HashSet<>();

    Plan(Graph graph) {
        this.graph = graph;
        graph.inputs().forEach(this::slot);
        graph.outputs().forEach(output -> escaping.add(root(output)));
        for (int i = 0; i < graph.nodes().size(); i++) {
            for (var input : graph.nodes().get(i).inputs()) {
                lastUse.put(root(input), i);
            }
        }
        for (int i = 0; i < graph.nodes().size(); i++) {
            add(graph.nodes().get(i), i);
        }
        graph.outputs().forEach(this::slot);
    }

    /** The value whose elements a value shows. */
    private static Value root(Value value) {
        var root = value;
        while (root instanceof Value.Node node && node.op().isView()) {
            root = node.inputs().getFirst();
        }
        return root;
    }

    private int slot(Value value) {
        var slot = slots.computeIfAbsent(value, _ -> slots.size());
        if (value instanceof Value.Parameter(var tensor)) {
            known.put(value, tensor);
        } else if (value instanceof Value.Constant(var tensor)) {
            known.put(value, tensor);
        }
        return slot;
    }

    private void add(Value.Node node, int index) {
        int[] from = node.inputs().stream().mapToInt(this::slot).toArray();
        int buffer = FRESH;
        if (!node.op().isView() && !escaping.contains(node)) {
            buffer = buffer(node, index);
            bufferOf.put(node, buffer);
        }
        steps.add(new Step(node.op(), from, slot(node), buffer, node));
        for (var input : node.inputs()) {
            free(root(input), index);
        }
    }

    private void free(Value root, int index) {
        var buffer = bufferOf.get(root);
        if (buffer != null && lastUse.getOrDefault(root, -1) == index) {
            buffers.get(buffer).free = true;
            bufferOf.remove(root);
        }
    }

    /** That of an operand that can be overwritten, the least free one that is large enough, the largest, or a new one. */
    private int buffer(Value.Node node, int index) {
        for (var input : node.inputs()) {
            if (givesPlace(input, node, index)) {
                return Objects.requireNonNull(bufferOf.remove(input));
            }
        }
        int length = node.shape().elements();
        int best = -1;
        for (int i = 0; i < buffers.size(); i++) {
            var buffer = buffers.get(i);
            boolean usable =
                    buffer.free && buffer.dtype.carrier() == node.dtype().carrier();
            if (usable && (best < 0 || isBetter(buffer.length, buffers.get(best).length, length))) {
                best = i;
            }
        }
        if (best < 0) {
            buffers.add(new Buffer(node.dtype(), length));
            return buffers.size() - 1;
        }
        var buffer = buffers.get(best);
        buffer.length = Math.max(buffer.length, length);
        buffer.free = false;
        return best;
    }

    private static boolean isBetter(int length, int than, int wanted) {
        return length >= wanted ? than < wanted || length < than : than < wanted && length > than;
    }

    /** Elementwise operations may write over an operand of the result's shape that nobody needs any more. */
    private boolean givesPlace(Value input, Value.Node node, int index) {
        return node.op() instanceof Op.Map
                && bufferOf.containsKey(input)
                && lastUse.getOrDefault(input, -1) == index
                && input.shape().equals(node.shape())
                && input.dtype() == node.dtype()
                && node.inputs().stream()
                        .allMatch(other -> other.equals(input) || !root(other).equals(input));
    }

    Graph graph() {
        return graph;
    }

    int slots() {
        return slots.size();
    }

    int slotOf(Value value) {
        return Objects.requireNonNull(slots.get(value));
    }

    Map<Value, Tensor> known() {
        return known;
    }

    List<Step> steps() {
        return steps;
    }

    List<Buffer> buffers() {
        return buffers;
    }

    /** The bytes of the buffers that one run needs. */
    long bytes() {
        return buffers.stream()
                .mapToLong(buffer -> (long) buffer.length * buffer.dtype.bytes())
                .sum();
    }
}
