package io.lanewise.tensor;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A place on the tape: an operation's derivative and the nodes of its inputs, or a leaf that collects a gradient. Nodes
 * are numbered in the order of their creation, which is a topological order of the graph.
 */
public final class Node {
    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final long sequence = SEQUENCE.getAndIncrement();
    private final @Nullable Op op;
    private final Shape shape;
    private final DType dtype;
    private final List<@Nullable Node> parents;
    private final @Nullable Tensor leaf;
    private Differentiator.@Nullable Backward backward;

    private Node(
            @Nullable Op op,
            Tensor output,
            List<@Nullable Node> parents,
            @Nullable Tensor leaf,
            Differentiator.@Nullable Backward backward) {
        this.op = op;
        this.shape = output.shape();
        this.dtype = output.dtype();
        this.parents = parents;
        this.leaf = leaf;
        this.backward = backward;
    }

    static Node leaf(Tensor leaf) {
        return new Node(null, leaf, List.of(), leaf, null);
    }

    static Node of(Op op, Tensor output, List<@Nullable Node> parents, Differentiator.Backward backward) {
        return new Node(op, output, parents, null, backward);
    }

    public long sequence() {
        return sequence;
    }

    /** The operation's name; "leaf" for a leaf. */
    public String name() {
        return op == null ? "leaf" : op.name();
    }

    /** The shape of the output, and so of its gradient. */
    public Shape shape() {
        return shape;
    }

    public DType dtype() {
        return dtype;
    }

    /** The nodes of the inputs, in their order; null for an input that needs no gradient. */
    public List<@Nullable Node> parents() {
        return parents;
    }

    /** The tensor whose gradient is collected here, or null for an operation. */
    public @Nullable Tensor leaf() {
        return leaf;
    }

    /**
     * The derivative.
     *
     * @throws IllegalStateException when the graph was freed by an earlier backward pass
     */
    public Differentiator.Backward backward() {
        if (backward == null) {
            throw new IllegalStateException("backward: the graph of `" + name()
                    + "` was freed by an earlier backward(); pass retainGraph to walk it twice");
        }
        return backward;
    }

    /** Forgets the derivative and with it all that it saved. */
    public void free() {
        backward = null;
    }

    @Override
    public String toString() {
        return "<" + name() + " " + shape + ">";
    }
}
