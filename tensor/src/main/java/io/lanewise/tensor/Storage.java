package io.lanewise.tensor;

/**
 * The elements that tensors are views on. A storage belongs to the backend that made it. Its version counts the
 * changes in place, so that the tape can refuse a saved tensor that was changed since.
 */
public abstract class Storage {
    private final DType dtype;
    private final int length;
    private int version;
    private int rewrites;

    protected Storage(DType dtype, int length) {
        this.dtype = dtype;
        this.length = length;
    }

    public abstract Backend backend();

    public final DType dtype() {
        return dtype;
    }

    /** The number of elements. */
    public final int length() {
        return length;
    }

    /** How often the elements were changed in place. */
    public final int version() {
        return version;
    }

    final void changed() {
        version++;
    }

    /** How often a change in place entered the tape: views made before one do not know its derivative. */
    final int rewrites() {
        return rewrites;
    }

    final void rewritten() {
        rewrites++;
    }

    /** Takes the elements away: what still refers to them fails with a clear error. Called at the end of a scope. */
    protected abstract void release();
}
