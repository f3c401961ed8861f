package io.lanewise.nn;

import io.lanewise.tensor.random.Generator;

/** Sets whole channels of [n, channels, length], or without n, to 0 in training, as {@link Dropout} does with elements. */
public final class Dropout1d extends ChannelDropout {
    public Dropout1d(double p, Generator generator) {
        super(1, p, generator);
    }
}
