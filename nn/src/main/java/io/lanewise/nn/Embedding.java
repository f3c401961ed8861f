package io.lanewise.nn;

import io.lanewise.tensor.DType;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;

/** A row of a table for each index: integers [...] to [..., width]. The table starts standard normal, as in PyTorch. */
public final class Embedding extends Module {
    private final int rows;
    private final int width;
    private final Tensor weight;

    public Embedding(int rows, int width, Generator generator) {
        this.rows = Init.atLeast("Embedding", "rows", rows, 1);
        this.width = Init.atLeast("Embedding", "width", width, 1);
        weight = parameter("weight", Init.normal(generator, rows, width));
    }

    @Override
    public Tensor forward(Tensor input) {
        var picked = weight.indexSelect(0, input.flatten().to(DType.I64));
        return picked.reshape(input.shape().concat(Shape.of(width)));
    }

    public Tensor weight() {
        return weight;
    }

    @Override
    protected String describe() {
        return rows + ", " + width;
    }
}
