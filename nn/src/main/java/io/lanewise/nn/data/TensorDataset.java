package io.lanewise.nn.data;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import java.util.Objects;

/** Examples that lie in two tensors, along their first dimension. */
public record TensorDataset(Tensor inputs, Tensor targets) implements Dataset {
    public TensorDataset {
        if (inputs.dim() == 0 || targets.dim() == 0 || inputs.size(0) != targets.size(0)) {
            throw new ShapeException("TensorDataset: inputs of shape " + inputs.shape() + " and targets of shape "
                    + targets.shape() + "; expected the same first size");
        }
    }

    @Override
    public int size() {
        return inputs.size(0);
    }

    @Override
    public Batch gather(int[] indices) {
        var wide = new long[indices.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = Objects.checkIndex(indices[i], size());
        }
        var index = Tensor.wrap(wide, DType.I64, Shape.of(wide.length));
        try (var _ = GradMode.noGrad()) {
            return new Batch(inputs.indexSelect(0, index), targets.indexSelect(0, index));
        }
    }
}
