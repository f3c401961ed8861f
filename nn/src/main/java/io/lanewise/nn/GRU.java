package io.lanewise.nn;

import io.lanewise.tensor.random.Generator;

/**
 * The gated recurrent unit (Cho et al. 2014, arXiv:1406.1078) as in PyTorch: r = σ(x₁ + h₁), z = σ(x₂ + h₂), n = tanh(x₃ +
 * r·h₃), h ← (1 − z)·n + z·h, where x₁ to x₃ are W·x + b and h₁ to h₃ are V·h + d.
 */
public final class GRU extends RecurrentLayer {
    public GRU(int inputSize, int hiddenSize, Generator generator) {
        this(RecurrentOptions.of(inputSize, hiddenSize), generator);
    }

    public GRU(RecurrentOptions options, Generator generator) {
        super(Recurrence.GRU, RNN.unprojected("GRU", options), generator);
    }
}
