package io.lanewise.tensor.cpu;

import io.lanewise.kernels.Recycler;
import io.lanewise.tensor.Backend;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Storage;
import io.lanewise.tensor.Tensor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Elements in a heap array of the type's carrier. */
public final class HeapStorage extends Storage {
    private final boolean own;
    private @Nullable Object array;
    private volatile @Nullable ConstantWeights weights;

    private volatile @Nullable Derived derived;

    /** What was made of the elements when their version was this. */
    private record Derived(Object key, int version, Object value) {}

    /** On an array whose length is known, and which others may change. */
    public HeapStorage(DType dtype, Object array, int length) {
        this(dtype, array, length, false);
    }

    /** On an array that, if {@code own}, changes together with the version alone. */
    HeapStorage(DType dtype, Object array, int length, boolean own) {
        super(dtype, length);
        this.array = array;
        this.own = own;
    }

    /** What is kept of these elements as weights; null where they may change unseen. */
    @Nullable
    ConstantWeights weights() {
        var kept = weights;
        if (kept == null && own) {
            kept = new ConstantWeights();
            weights = kept;
        }
        return kept;
    }

    /** Whether the elements change together with the version alone. */
    boolean isOwn() {
        return own;
    }

    /** The array of a tensor that lives on the CPU. */
    public static Object arrayOf(Tensor tensor) {
        return ((HeapStorage) tensor.storage()).array();
    }

    /**
     * The elements.
     *
     * @throws IllegalStateException when the scope in which this storage was made has ended
     */
    public Object array() {
        var elements = array;
        if (elements == null) {
            throw new IllegalStateException("a tensor of " + length() + " x " + dtype()
                    + " is used after the Scope in which it was made has ended (or a gradient after zeroGrad, or a"
                    + " recycled batch after the next); keep it with scope.keep(tensor)");
        }
        return elements;
    }

    /**
     * What was made of the elements, such as panels that a kernel reads: kept with them, for one key at a time, and made
     * again once they changed.
     */
    Object derived(Object key, Supplier<Object> make) {
        var kept = derived;
        if (kept == null || kept.version != version() || !kept.key.equals(key)) {
            kept = new Derived(key, version(), make.get());
            derived = kept;
        }
        return kept.value;
    }

    @Override
    public Backend backend() {
        return CpuBackend.INSTANCE;
    }

    @Override
    protected void release() {
        var elements = array;
        array = null;
        weights = null;
        derived = null;
        if (elements != null) {
            Recycler.give(elements);
        }
    }
}
