package io.lanewise.onnx.format;

import io.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor of a file.
 *
 * @param tensor its elements; null where no tensor can hold this type
 */
public record TensorData(
        String name,
        ElementKind kind,
        List<Long> dims,
        @Nullable Tensor tensor) {
    public TensorData {
        dims = List.copyOf(dims);
    }

    /**
     * The elements.
     *
     * @throws IllegalArgumentException when no tensor can hold this type
     */
    public Tensor require(String what) {
        if (tensor == null) {
            kind.require(what);
            throw new IllegalArgumentException(what + ": there are no elements");
        }
        return tensor;
    }

    /** The number of elements. */
    public long elements() {
        return dims.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }
}
