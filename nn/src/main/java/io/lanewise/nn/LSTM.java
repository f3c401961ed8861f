package io.lanewise.nn;

import io.lanewise.tensor.random.Generator;

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997): i, f, g, o = W·x + b + V·h + d; c ← σ(f)·c + σ(i)·tanh(g); h ←
 * σ(o)·tanh(c), mapped to {@link RecurrentOptions#projSize} where that is wanted (Sak et al. 2014, arXiv:1402.1128).
 */
public final class LSTM extends RecurrentLayer {
    public LSTM(int inputSize, int hiddenSize, Generator generator) {
        this(RecurrentOptions.of(inputSize, hiddenSize), generator);
    }

    public LSTM(RecurrentOptions options, Generator generator) {
        super(Recurrence.LSTM, options, generator);
    }
}
