package io.lanewise.nn;

import io.lanewise.nn.functional.Pooling;
import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.ValuesAndIndices;

/** What the greatest elements of windows of one, two and three dimensions share. */
public abstract sealed class MaxPooling extends Module permits MaxPool1d, MaxPool2d, MaxPool3d {
    private final int rank;
    private final Window window;

    MaxPooling(int rank, Window window) {
        this.rank = rank;
        this.window = Spatial.checked("MaxPool" + rank + "d", rank, window);
    }

    @Override
    public Tensor forward(Tensor input) {
        Spatial.check(getClass().getSimpleName(), input, rank, true);
        return Pooling.maxValues(input, window);
    }

    /** The greatest elements and, in row-major order of the dimensions of space, where they stand. */
    public ValuesAndIndices forwardWithIndices(Tensor input) {
        Spatial.check(getClass().getSimpleName(), input, rank, true);
        return Pooling.max(input, window);
    }

    @Override
    protected String describe() {
        return Spatial.describe(window) + ", dilation=" + Spatial.text(window.dilation()) + ", ceil=" + window.ceil();
    }
}
