package io.lanewise.graph;

import io.lanewise.tensor.Backend;
import io.lanewise.tensor.DType;
import io.lanewise.tensor.Inference;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Storage;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.Tracing;
import io.lanewise.tensor.cpu.CpuBackend;
import java.util.List;

/** Storage without elements: tensors on it have a shape, strides and a type, which is all that inference looks at. */
final class Nowhere extends Storage {
    private final Backend backend;

    private Nowhere(Backend backend, DType dtype, int length) {
        super(dtype, length);
        this.backend = backend;
    }

    static Tensor tensor(Shape shape, DType dtype) {
        return tensor(CpuBackend.INSTANCE, shape, dtype);
    }

    private static Tensor tensor(Backend backend, Shape shape, DType dtype) {
        return Tracing.unobserved(() -> Tensor.on(new Nowhere(backend, dtype, shape.elements()), shape));
    }

    /** What stands for the result of an operation. */
    static Tensor result(Op op, List<Tensor> inputs) {
        var result = Inference.of(op, inputs);
        return tensor(inputs.getFirst().backend(), result.shape(), result.dtype());
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    protected void release() {}
}
