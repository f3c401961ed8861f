package io.lanewise.nn;

import io.lanewise.nn.functional.Pooling;
import io.lanewise.nn.functional.Window;
import io.lanewise.tensor.Tensor;

/** What the means of windows of one, two and three dimensions share. */
public abstract sealed class AveragePooling extends Module permits AvgPool1d, AvgPool2d, AvgPool3d {
    private final int rank;
    private final Window window;
    private final boolean countPadding;
    private final int divisor;

    AveragePooling(int rank, Window window, boolean countPadding, int divisor) {
        this.rank = rank;
        this.window = Spatial.checked("AvgPool" + rank + "d", rank, window);
        this.countPadding = countPadding;
        this.divisor = Init.atLeast("AvgPool" + rank + "d", "divisor", divisor, 0);
    }

    @Override
    public Tensor forward(Tensor input) {
        Spatial.check(getClass().getSimpleName(), input, rank, true);
        return Pooling.average(input, window, countPadding, divisor);
    }

    @Override
    protected String describe() {
        return Spatial.describe(window) + ", ceil=" + window.ceil() + ", countPadding=" + countPadding
                + (divisor == 0 ? "" : ", divisor=" + divisor);
    }
}
