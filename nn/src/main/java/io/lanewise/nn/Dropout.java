package io.lanewise.nn;

import io.lanewise.nn.functional.Dropouts;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;

/** In training, sets each element to 0 with probability p and divides the others by 1 − p; in use, nothing. */
public final class Dropout extends Module {
    private final double p;
    private final Generator generator;

    public Dropout(double p, Generator generator) {
        this.p = Init.probability("Dropout", p);
        this.generator = generator;
    }

    @Override
    public Tensor forward(Tensor input) {
        return isTraining() ? Dropouts.dropout(input, p, generator) : input;
    }

    @Override
    protected String describe() {
        return "p=" + p;
    }
}
