package io.lanewise.nn;

import io.lanewise.nn.RecurrentLayer.State;
import io.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one layer in one direction.
 *
 * @param input [gates·hidden, width of the input]
 * @param hidden [gates·hidden, width of the hidden state]
 * @param inputBias [gates·hidden] or null
 * @param hiddenBias [gates·hidden] or null
 * @param projection [projected, hidden] or null
 */
record RecurrentWeights(
        Tensor input,
        Tensor hidden,
        @Nullable Tensor inputBias,
        @Nullable Tensor hiddenBias,
        @Nullable Tensor projection) {
    /** The step's part that needs no state, for one element of the sequence or all of them. */
    Tensor mapped(Tensor x) {
        return x.linear(input, inputBias);
    }

    State step(Recurrence recurrence, Tensor mapped, State before) {
        var next = recurrence.step(mapped, before.hidden().linear(hidden, hiddenBias), before);
        return projection == null ? next : new State(next.hidden().linear(projection, null), next.cell());
    }
}
