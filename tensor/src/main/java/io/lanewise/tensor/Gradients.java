package io.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/**
 * Access to gradients for those who write a backward sweep or an optimizer. A gradient that only they have seen is
 * known to be nobody else's, so its array can be used again.
 */
public final class Gradients {
    private Gradients() {}

    /** A leaf's gradient, for reading during a step; it must not be passed on. */
    public static @Nullable Tensor peek(Tensor leaf) {
        return leaf.grad;
    }

    /** The mark that {@link #accumulate} compares with: storages made from now on are newer. */
    public static long mark() {
        return Storage.nextSerial();
    }

    /**
     * Adds a gradient to a leaf's. A first one is taken over without a copy when its storage was made since the mark,
     * holds nothing else, and was not taken over already.
     */
    public static void accumulate(Tensor leaf, Tensor gradient, long mark) {
        var before = leaf.grad;
        if (before != null) {
            if (gradient.requiresGrad() || before.requiresGrad()) {
                leaf.grad = before.add(gradient);
                leaf.grad.storage().keep();
            } else {
                before.add_(gradient);
            }
            return;
        }
        var storage = gradient.storage();
        boolean ours = storage.serial() >= mark
                && !storage.isKept()
                && gradient.isContiguous()
                && storage.length() == gradient.elements();
        if (ours || gradient.requiresGrad()) {
            storage.keep();
            leaf.grad = gradient;
        } else {
            try (var _ = Scope.suspend()) {
                leaf.grad = gradient.copy();
            }
        }
        leaf.gradSeen = gradient.requiresGrad();
    }

    /** Removes a leaf's gradient and recycles its array, unless a caller of {@link Tensor#grad} may hold it. */
    public static void clear(Tensor leaf) {
        var gradient = leaf.grad;
        leaf.grad = null;
        if (gradient != null && !leaf.gradSeen) {
            gradient.storage().release();
        }
    }
}
