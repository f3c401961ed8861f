package io.lanewise.nn;

import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;

/** One step of an {@link LSTM}: inputs [batch, inputSize], or [inputSize], to hidden states and cells [batch, hiddenSize]. */
public final class LSTMCell extends Module {
    private final RecurrentCell cell;

    public LSTMCell(int inputSize, int hiddenSize, Generator generator) {
        cell = new RecurrentCell(Recurrence.LSTM, inputSize, hiddenSize, this::parameter, generator);
    }

    /** The hidden state after a step from zeros. */
    @Override
    public Tensor forward(Tensor input) {
        return cell.step(input, cell.zeros(input)).hidden();
    }

    public RecurrentLayer.State forward(Tensor input, RecurrentLayer.State before) {
        return cell.step(input, before);
    }
}
