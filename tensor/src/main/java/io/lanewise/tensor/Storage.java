package io.lanewise.tensor;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The elements that tensors are views on. A storage belongs to the backend that made it. Its version counts the
 * changes in place, so that the tape can refuse a saved tensor that was changed since.
 */
public abstract class Storage {
    private static final AtomicLong SERIAL = new AtomicLong();

    private final DType dtype;
    private final int length;
    private final long serial = SERIAL.getAndIncrement();
    private int version;
    private int rewrites;
    private boolean kept;

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

    /** Whether it outlives the scope in which it was allocated. */
    final boolean isKept() {
        return kept;
    }

    final void keep() {
        kept = true;
    }

    /** The number of storages made before this one. */
    final long serial() {
        return serial;
    }

    /** The serial number that the next storage will have. */
    static long nextSerial() {
        return SERIAL.get();
    }

    /** Takes the elements away for others to use: what still refers to them fails with a clear error. */
    protected abstract void release();
}
