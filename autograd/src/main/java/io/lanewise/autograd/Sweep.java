package io.lanewise.autograd;

import io.lanewise.tensor.DTypeException;
import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Gradients;
import io.lanewise.tensor.Node;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The walk back along the tape. The newest node that was reached comes next, so that all that follows from a node has
 * given its part before the node's own derivative is asked for. A node whose gradient is complete hands it to {@link
 * #arrived}.
 */
final class Sweep {
    /** The gradients that reached a node, added up so far. */
    private static final class Sum {
        private Tensor value;
        private boolean ours;

        private Sum(Tensor first) {
            value = first;
        }

        /** The first sum is a new tensor, since what was handed over may be shared; later ones go into that one. */
        private void add(Tensor next, boolean inPlace) {
            if (ours && inPlace) {
                value.add_(next);
            } else {
                value = value.add(next);
                ours = true;
            }
        }

        private void addTo(Op.Slice part, Tensor next) {
            if (!ours) {
                value = value.copy();
                ours = true;
            }
            Engine.run(part, value).add_(next);
        }
    }

    private final PriorityQueue<Node> queue =
            new PriorityQueue<>(Comparator.comparingLong(Node::sequence).reversed());
    private final Map<Node, Sum> sums = new HashMap<>();
    private final Predicate<Node> entered;
    private final BiConsumer<Node, Tensor> arrived;
    private final boolean retainGraph;
    private final boolean createGraph;

    private Sweep(Predicate<Node> entered, BiConsumer<Node, Tensor> arrived, boolean retainGraph, boolean createGraph) {
        this.entered = entered;
        this.arrived = arrived;
        this.retainGraph = retainGraph;
        this.createGraph = createGraph;
    }

    /** Adds to the gradients of all leaves that a tensor depends on. */
    static void toLeaves(Tensor root, @Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
        long mark = Gradients.mark();
        var node = nodeOf("backward", root);
        var seed = seed("backward", root, gradient);
        var sweep = new Sweep(_ -> true, (at, sum) -> accumulate(at, sum, mark), retainGraph, createGraph);
        sweep.run(List.of(node), List.of(seed));
    }

    private static void accumulate(Node node, Tensor gradient, long mark) {
        var leaf = node.leaf();
        if (leaf != null) {
            Gradients.accumulate(leaf, gradient, mark);
        }
    }

    /** The gradients at some nodes, without a change to any leaf; only what leads there is walked. */
    static Map<Node, Tensor> toNodes(
            List<Node> roots, List<Tensor> seeds, Set<Node> wanted, boolean retainGraph, boolean createGraph) {
        var found = new HashMap<Node, Tensor>();
        var leading = leadingTo(wanted, roots);
        BiConsumer<Node, Tensor> keep = (node, gradient) -> {
            if (wanted.contains(node)) {
                found.put(node, gradient);
            }
        };
        new Sweep(leading::contains, keep, retainGraph, createGraph).run(roots, seeds);
        return found;
    }

    /** The nodes below the roots from which a wanted one is reached, found from the oldest to the newest. */
    private static Set<Node> leadingTo(Set<Node> wanted, List<Node> roots) {
        long oldest = wanted.stream().mapToLong(Node::sequence).min().orElse(Long.MAX_VALUE);
        var reached = new HashSet<Node>(roots);
        var open = new ArrayList<>(reached);
        while (!open.isEmpty()) {
            for (var parent : open.removeLast().parents()) {
                if (parent != null && parent.sequence() >= oldest && reached.add(parent)) {
                    open.add(parent);
                }
            }
        }
        var ordered = new ArrayList<>(reached);
        ordered.sort(Comparator.comparingLong(Node::sequence));
        var leading = new HashSet<Node>();
        for (var node : ordered) {
            if (wanted.contains(node) || node.parents().stream().anyMatch(leading::contains)) {
                leading.add(node);
            }
        }
        return leading;
    }

    private void run(List<Node> roots, List<Tensor> seeds) {
        try (var _ = GradMode.sweep(createGraph)) {
            for (int i = 0; i < roots.size(); i++) {
                add(roots.get(i), seeds.get(i));
            }
            while (!queue.isEmpty()) {
                var node = queue.remove();
                var gradient = sums.remove(node).value;
                arrived.accept(node, gradient);
                if (goesOn(node)) {
                    passOn(node, gradient);
                }
            }
        }
    }

    private boolean goesOn(Node node) {
        for (int input = 0; input < node.parents().size(); input++) {
            if (leadsOn(node, input)) {
                return true;
            }
        }
        return false;
    }

    private boolean leadsOn(Node node, int input) {
        var parent = node.parents().get(input);
        return parent != null && entered.test(parent);
    }

    private void passOn(Node node, Tensor gradient) {
        if (addedToSum(node, gradient)) {
            if (!retainGraph) {
                node.free();
            }
            return;
        }
        var gradients = node.backward().apply(gradient, input -> leadsOn(node, input));
        if (!retainGraph) {
            node.free();
        }
        for (int i = 0; i < node.parents().size(); i++) {
            var parent = node.parents().get(i);
            var part = gradients.get(i);
            if (parent != null && part != null && leadsOn(node, i)) {
                check(node, i, parent, part);
                add(parent, part);
            }
        }
    }

    /**
     * Whether the node is a slice of what has gradients already, to which its own was added in place. By its rule each
     * slice would make a tensor of the whole size: a sequence read step by step would cost its length squared.
     */
    private boolean addedToSum(Node node, Tensor gradient) {
        if (createGraph || !(node.backward() instanceof ViewRules.OfSlice(Op.Slice slice, var _))) {
            return false;
        }
        var sum = sums.get(node.parents().getFirst());
        if (sum == null) {
            return false;
        }
        sum.addTo(slice, gradient);
        return true;
    }

    private void add(Node node, Tensor gradient) {
        var sum = sums.get(node);
        if (sum != null) {
            sum.add(gradient, !createGraph);
        } else if (entered.test(node)) {
            sums.put(node, new Sum(gradient));
            queue.add(node);
        }
    }

    private static void check(Node node, int input, Node parent, Tensor gradient) {
        if (!gradient.shape().equals(parent.shape()) || gradient.dtype() != parent.dtype()) {
            throw new IllegalStateException("backward of `" + node.name() + "` gave input " + input + " a gradient of "
                    + gradient.dtype() + " " + gradient.shape() + ", but the input is " + parent.dtype() + " "
                    + parent.shape() + ": the derivative of `" + node.name() + "` is wrong");
        }
    }

    /** @throws IllegalStateException when the tensor does not require a gradient */
    static Node nodeOf(String operation, Tensor root) {
        var node = root.node();
        if (node == null) {
            throw new IllegalStateException(operation + ": a tensor of shape " + root.shape()
                    + " does not require a gradient: no tensor that it was computed from does (requiresGrad_), or it"
                    + " was computed under noGrad or detached");
        }
        return node;
    }

    /**
     * The gradient that a walk starts with.
     *
     * @throws ShapeException when it is missing for a tensor of several elements, or has another shape
     * @throws DTypeException when it is of another type
     */
    static Tensor seed(String operation, Tensor root, @Nullable Tensor gradient) {
        if (gradient == null) {
            if (root.elements() != 1) {
                throw new ShapeException(operation + ": a tensor of shape " + root.shape() + " needs a gradient of its"
                        + " shape; only for a single number it is 1 by itself (did you mean sum() or mean()?)");
            }
            return Tensor.ones(root.shape(), root.dtype()).to(root.backend());
        }
        if (!gradient.shape().equals(root.shape())) {
            throw new ShapeException(
                    operation + ": a gradient of shape " + gradient.shape() + " for a tensor of shape " + root.shape());
        }
        if (gradient.dtype() != root.dtype()) {
            throw new DTypeException(
                    operation + ": a gradient of " + gradient.dtype() + " for a tensor of " + root.dtype());
        }
        return gradient;
    }
}
