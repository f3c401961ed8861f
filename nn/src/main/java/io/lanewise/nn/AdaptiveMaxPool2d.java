package io.lanewise.nn;

import io.lanewise.nn.functional.Pooling;
import io.lanewise.tensor.Tensor;

/** The greatest element of each of so many windows that cover the last two dimensions: [n, channels, height, width], or without n. */
public final class AdaptiveMaxPool2d extends AdaptivePooling {
    public AdaptiveMaxPool2d(int height, int width) {
        super(height, width);
    }

    @Override
    Tensor pool(Tensor input, int... counts) {
        return Pooling.adaptiveMax(input, counts).values();
    }
}
