package io.lanewise.tensor.cpu;

import io.lanewise.kernels.Recycler;
import io.lanewise.tensor.Backend;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Storage;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Elements in a heap array of the type's carrier. */
public final class HeapStorage extends Storage {
    private @Nullable Object array;

    /** On an array whose length is known. */
    public HeapStorage(DType dtype, Object array, int length) {
        super(dtype, length);
        this.array = array;
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

    @Override
    public Backend backend() {
        return CpuBackend.INSTANCE;
    }

    @Override
    protected void release() {
        var elements = array;
        array = null;
        if (elements != null) {
            Recycler.give(elements);
        }
    }
}
