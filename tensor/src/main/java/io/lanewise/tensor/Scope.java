package io.lanewise.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of work whose tensors are recycled at its end. While a scope is open, what operations of this thread
 * allocate belongs to it; when it closes, the arrays go back to be used again, and a tensor that still refers to one
 * fails with a clear error. What is to live on is kept:
 *
 * <pre>{@code
 * try (var scope = Scope.open()) {
 *   var loss = criterion.forward(model.forward(x), y);
 *   loss.backward();
 *   optimizer.step();
 *   total += loss.item();
 * }
 * }</pre>
 *
 * <p>Gradients of parameters, the state of optimizers and parameters themselves are kept by the library. Leaving a
 * scope out is never wrong: the garbage collector then takes the arrays, and a fresh one costs as much as simple work
 * on it. Scopes nest; each belongs to the thread that opened it.
 */
public final class Scope implements AutoCloseable {
    private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();

    private final @Nullable Scope outer;
    private final boolean recycles;
    private final List<Storage> storages = new ArrayList<>();
    private boolean open = true;

    private Scope(@Nullable Scope outer, boolean recycles) {
        this.outer = outer;
        this.recycles = recycles;
    }

    /** Opens a scope on this thread. */
    public static Scope open() {
        return enter(true);
    }

    /** Suspends the open scope, if any: what is allocated until this one closes belongs to no scope. */
    public static Scope suspend() {
        return enter(false);
    }

    private static Scope enter(boolean recycles) {
        var scope = new Scope(CURRENT.get(), recycles);
        CURRENT.set(scope);
        return scope;
    }

    /** Lets a tensor, and every view on the same storage, outlive this scope and those around it. */
    public Tensor keep(Tensor tensor) {
        tensor.storage().keep();
        return tensor;
    }

    /**
     * Recycles a tensor's array at once, as the end of a scope does, unless the tensor was kept. For those who hand out
     * tensors for a limited time, such as a data loader.
     */
    public static void release(Tensor tensor) {
        if (!tensor.storage().isKept()) {
            tensor.storage().release();
        }
    }

    static void register(Storage storage) {
        var scope = CURRENT.get();
        if (scope != null && scope.recycles) {
            scope.storages.add(storage);
        }
    }

    /**
     * Ends the scope and recycles what was not kept.
     *
     * @throws IllegalStateException when called on another thread, or while a scope opened later is still open
     */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        if (CURRENT.get() != this) {
            throw new IllegalStateException(
                    "scope: close scopes on the thread that opened them, the one opened last first");
        }
        open = false;
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
        for (var storage : storages) {
            if (!storage.isKept()) {
                storage.release();
            }
        }
        storages.clear();
    }
}
