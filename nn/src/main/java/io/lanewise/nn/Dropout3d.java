package io.lanewise.nn;

import io.lanewise.tensor.random.Generator;

/** Sets whole channels of [n, channels, depth, height, width], or without n, to 0 in training, as {@link Dropout} does with elements. */
public final class Dropout3d extends ChannelDropout {
    public Dropout3d(double p, Generator generator) {
        super(3, p, generator);
    }
}
