package io.lanewise.tensor;

import java.util.List;

/**
 * Where tensors live and operations run. The CPU is built in and is the reference; others are found through {@link
 * java.util.ServiceLoader}, and what one does not support runs on the CPU.
 */
public interface Backend {
    /** A short name: {@code cpu}. */
    String name();

    /** New storage with undefined content. */
    Storage allocate(DType dtype, int length);

    /** Copies elements from a heap array of the type's carrier into storage. */
    void copyIn(Object array, int offset, Storage target, int targetOffset, int length);

    /** Copies elements from storage into a heap array of the type's carrier. */
    void copyOut(Storage source, int sourceOffset, Object array, int offset, int length);

    /** Whether {@link #execute} takes this operation with inputs of these types. */
    boolean supports(Op op, List<DType> types);

    /**
     * Computes one operation. Shapes and types were checked and the output allocated by the caller; the output may be
     * the very view that an input is, for operations in place.
     */
    void execute(Op op, List<Tensor> inputs, Tensor output);
}
