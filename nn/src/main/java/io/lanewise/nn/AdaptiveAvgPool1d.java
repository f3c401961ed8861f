package io.lanewise.nn;

import io.lanewise.nn.functional.Pooling;
import io.lanewise.tensor.Tensor;

/** The mean of each of so many windows that cover the last dimension: [n, channels, length], or without n. */
public final class AdaptiveAvgPool1d extends AdaptivePooling {
    public AdaptiveAvgPool1d(int length) {
        super(length);
    }

    @Override
    Tensor pool(Tensor input, int... counts) {
        return Pooling.adaptiveAverage(input, counts);
    }
}
