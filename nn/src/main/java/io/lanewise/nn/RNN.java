package io.lanewise.nn;

import io.lanewise.tensor.random.Generator;

/** Elman's network (1990): h ← tanh(W·x + b + V·h + d), or the same with max(0, ·). */
public final class RNN extends RecurrentLayer {
    /** What bends a hidden state. */
    public enum Nonlinearity {
        TANH,
        RELU
    }

    public RNN(int inputSize, int hiddenSize, Generator generator) {
        this(RecurrentOptions.of(inputSize, hiddenSize), Nonlinearity.TANH, generator);
    }

    public RNN(RecurrentOptions options, Nonlinearity nonlinearity, Generator generator) {
        super(
                nonlinearity == Nonlinearity.TANH ? Recurrence.TANH : Recurrence.RELU,
                unprojected("RNN", options),
                generator);
    }

    static RecurrentOptions unprojected(String module, RecurrentOptions options) {
        if (options.projSize() > 0) {
            throw new IllegalArgumentException(
                    module + ": projSize is " + options.projSize() + "; only an LSTM has projections");
        }
        return options;
    }
}
