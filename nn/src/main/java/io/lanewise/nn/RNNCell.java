package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;

/** One step of an {@link RNN}: inputs [batch, inputSize], or [inputSize], to hidden states [batch, hiddenSize]. */
public final class RNNCell extends Module {
    private final RecurrentCell cell;

    public RNNCell(int inputSize, int hiddenSize, Generator generator) {
        cell = new RecurrentCell(Recurrence.TANH, inputSize, hiddenSize, this::parameter, generator);
    }

    /** The step from a state of zeros. */
    @Override
    public Tensor forward(Tensor input) {
        return cell.step(input, cell.zeros(input)).hidden();
    }

    public Tensor forward(Tensor input, Tensor hidden) {
        return cell.step(input, new RecurrentLayer.State(hidden, null)).hidden();
    }
}
