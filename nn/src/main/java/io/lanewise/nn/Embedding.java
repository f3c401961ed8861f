package io.lanewise.nn;

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
        return Functional.embedding(input, weight);
    }

    public Tensor weight() {
        return weight;
    }

    @Override
    protected String describe() {
        return rows + ", " + width;
    }
}
