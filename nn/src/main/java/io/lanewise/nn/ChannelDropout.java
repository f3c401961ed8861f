package io.lanewise.nn;

import io.lanewise.nn.functional.Dropouts;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;

/** What the dropout of whole channels shares. Tompson et al., Efficient Object Localization, 2015. */
public abstract sealed class ChannelDropout extends Module permits Dropout1d, Dropout2d, Dropout3d {
    private final int rank;
    private final double p;
    private final Generator generator;

    ChannelDropout(int rank, double p, Generator generator) {
        this.rank = rank;
        this.p = Init.probability("Dropout" + rank + "d", p);
        this.generator = generator;
    }

    @Override
    public Tensor forward(Tensor input) {
        Spatial.check(getClass().getSimpleName(), input, rank, true);
        return isTraining() ? Dropouts.channelDropout(input, rank, p, generator) : input;
    }

    @Override
    protected String describe() {
        return "p=" + p;
    }
}
