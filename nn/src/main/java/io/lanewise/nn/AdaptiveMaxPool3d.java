package io.lanewise.nn;

import io.lanewise.nn.functional.Pooling;
import io.lanewise.tensor.Tensor;

/** The greatest element of each of so many windows that cover the last three dimensions: [n, channels, depth, height, width], or without n. */
public final class AdaptiveMaxPool3d extends AdaptivePooling {
    public AdaptiveMaxPool3d(int depth, int height, int width) {
        super(depth, height, width);
    }

    @Override
    Tensor pool(Tensor input, int... counts) {
        return Pooling.adaptiveMax(input, counts).values();
    }
}
