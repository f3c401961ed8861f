package io.lanewise.nn;

import io.lanewise.tensor.Tensor;

/** What windows share that cover an input of any size with a fixed number of them in each dimension. */
public abstract sealed class AdaptivePooling extends Module
        permits AdaptiveAvgPool1d,
                AdaptiveAvgPool2d,
                AdaptiveAvgPool3d,
                AdaptiveMaxPool1d,
                AdaptiveMaxPool2d,
                AdaptiveMaxPool3d {
    private final int[] counts;

    AdaptivePooling(int... counts) {
        String name = getClass().getSimpleName();
        for (int count : counts) {
            Init.atLeast(name, "count", count, 0);
        }
        this.counts = counts;
    }

    @Override
    public Tensor forward(Tensor input) {
        Spatial.check(getClass().getSimpleName(), input, counts.length, true);
        return pool(input, counts);
    }

    abstract Tensor pool(Tensor input, int... counts);

    @Override
    protected String describe() {
        return Spatial.text(counts);
    }
}
