package io.lanewise.nn;

import io.lanewise.tensor.random.Generator;

/** Sets whole channels of [n, channels, height, width], or without n, to 0 in training, as {@link Dropout} does with elements. */
public final class Dropout2d extends ChannelDropout {
    public Dropout2d(double p, Generator generator) {
        super(2, p, generator);
    }
}
