package io.lanewise.nn;

import io.lanewise.nn.RecurrentLayer.State;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.function.BiFunction;

/** What the modules of a single step share. */
final class RecurrentCell {
    private final Recurrence recurrence;
    private final int hiddenSize;
    private final RecurrentWeights weights;

    /** @param register takes a parameter's name and its first values */
    RecurrentCell(
            Recurrence recurrence,
            int inputSize,
            int hiddenSize,
            BiFunction<String, Tensor, Tensor> register,
            Generator generator) {
        this.recurrence = recurrence;
        this.hiddenSize = hiddenSize;
        Init.atLeast("RecurrentCell", "inputSize", inputSize, 1);
        Init.atLeast("RecurrentCell", "hiddenSize", hiddenSize, 1);
        int rows = recurrence.gates() * hiddenSize;
        double bound = 1 / Math.sqrt(hiddenSize);
        weights = new RecurrentWeights(
                register.apply("weight_ih", Init.uniform(generator, bound, rows, inputSize)),
                register.apply("weight_hh", Init.uniform(generator, bound, rows, hiddenSize)),
                register.apply("bias_ih", Init.uniform(generator, bound, rows)),
                register.apply("bias_hh", Init.uniform(generator, bound, rows)),
                null);
    }

    State zeros(Tensor input) {
        var zeros = Tensor.zeros(input.shape().slice(0, input.dim() - 1).concat(Shape.of(hiddenSize)), input.dtype());
        return new State(zeros, recurrence.hasCell() ? zeros : null);
    }

    State step(Tensor input, State before) {
        return weights.step(recurrence, weights.mapped(input), before);
    }
}
