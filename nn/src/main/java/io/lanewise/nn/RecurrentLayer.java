package io.lanewise.nn;

import io.lanewise.nn.functional.Dropouts;
import io.lanewise.tensor.Shape;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RNN}, {@link LSTM} and {@link GRU} share. Sequences are [length, batch, width], or [batch, length, width] with
 * {@link RecurrentOptions#batchFirst}, or [length, width]. Parameters have PyTorch's names, {@code weight_ih_l0_reverse} for
 * example, and start uniform in ±1/√hidden.
 */
public abstract sealed class RecurrentLayer extends Module permits RNN, LSTM, GRU {
    /**
     * What a layer remembers.
     *
     * @param hidden [layers·directions, batch, width], without a batch [layers·directions, width]
     * @param cell the same of an LSTM's cells, of width hiddenSize; else null
     */
    public record State(Tensor hidden, @Nullable Tensor cell) {}

    /**
     * @param output the last layer's hidden states: the input's shape but for its width, outputs of both directions side by
     *     side
     * @param state after the last element of the sequence, which for the second direction is the first
     */
    public record Result(Tensor output, State state) {}

    private final Recurrence recurrence;
    private final RecurrentOptions options;
    private final Generator generator;
    private final List<RecurrentWeights> weights = new ArrayList<>();

    RecurrentLayer(Recurrence recurrence, RecurrentOptions options, Generator generator) {
        this.recurrence = recurrence;
        this.options = options;
        this.generator = generator;
        for (int layer = 0; layer < options.layers(); layer++) {
            int width = layer == 0 ? options.inputSize() : options.directions() * options.outputSize();
            for (int direction = 0; direction < options.directions(); direction++) {
                weights.add(weights("_l" + layer + (direction == 1 ? "_reverse" : ""), width));
            }
        }
    }

    private RecurrentWeights weights(String suffix, int width) {
        int rows = recurrence.gates() * options.hiddenSize();
        return new RecurrentWeights(
                uniform("weight_ih" + suffix, rows, width),
                uniform("weight_hh" + suffix, rows, options.outputSize()),
                options.bias() ? uniform("bias_ih" + suffix, rows) : null,
                options.bias() ? uniform("bias_hh" + suffix, rows) : null,
                options.projSize() > 0
                        ? uniform("weight_hr" + suffix, options.projSize(), options.hiddenSize())
                        : null);
    }

    private Tensor uniform(String name, int... sizes) {
        return parameter(name, Init.uniform(generator, 1 / Math.sqrt(options.hiddenSize()), sizes));
    }

    /** The output alone, from a state of zeros. */
    @Override
    public final Tensor forward(Tensor input) {
        return run(input, null).output();
    }

    /**
     * Reads a sequence.
     *
     * @param state where to begin; null for zeros
     * @throws ShapeException when the input or the state has another shape
     */
    public final Result run(Tensor input, @Nullable State state) {
        check(input);
        var x = input.dim() == 2 ? input.unsqueeze(1) : options.batchFirst() ? input.transpose(0, 1) : input;
        var before = state == null ? zeros(x) : batched(state, x, input.dim() == 2);
        var ends = new ArrayList<State>();
        for (int layer = 0; layer < options.layers(); layer++) {
            if (layer > 0 && isTraining()) {
                x = Dropouts.dropout(x, options.dropout(), generator);
            }
            var outputs = new ArrayList<Tensor>();
            for (int direction = 0; direction < options.directions(); direction++) {
                outputs.add(read(x, layer * options.directions() + direction, direction == 1, before, ends));
            }
            x = outputs.size() == 1 ? outputs.getFirst() : Tensor.cat(outputs, -1);
        }
        boolean single = input.dim() == 2;
        var hidden = Tensor.stack(ends.stream().map(State::hidden).toList(), 0);
        var cell = recurrence.hasCell()
                ? Tensor.stack(
                        ends.stream()
                                .map(end -> Objects.requireNonNull(end.cell()))
                                .toList(),
                        0)
                : null;
        var output = single ? x.squeeze(1) : options.batchFirst() ? x.transpose(0, 1) : x;
        return new Result(
                output,
                new State(single ? hidden.squeeze(1) : hidden, single && cell != null ? cell.squeeze(1) : cell));
    }

    /** One layer in one direction: the inputs of all steps are mapped at once. */
    private Tensor read(Tensor x, int index, boolean reverse, State before, List<State> ends) {
        var own = weights.get(index);
        var cells = before.cell();
        var state = new State(before.hidden().select(0, index), cells == null ? null : cells.select(0, index));
        var steps = own.mapped(x).unbind(0);
        int length = steps.size();
        var outputs = new Tensor[length];
        for (int i = 0; i < length; i++) {
            int at = reverse ? length - 1 - i : i;
            state = own.step(recurrence, steps.get(at), state);
            outputs[at] = state.hidden();
        }
        ends.add(state);
        return Tensor.stack(Arrays.asList(outputs), 0);
    }

    private void check(Tensor input) {
        int lengthAxis = input.dim() == 3 && options.batchFirst() ? 1 : 0;
        if ((input.dim() != 2 && input.dim() != 3)
                || input.size(-1) != options.inputSize()
                || input.size(lengthAxis) == 0) {
            throw new ShapeException(getClass().getSimpleName() + ": expected an input "
                    + (options.batchFirst() ? "[batch, length, " : "[length, batch, ") + options.inputSize()
                    + "] or [length, " + options.inputSize() + "] of length 1 or more, got " + input.shape());
        }
    }

    private Shape states(Tensor x, int width) {
        return Shape.of(options.layers() * options.directions(), x.size(1), width);
    }

    private State zeros(Tensor x) {
        var cell = recurrence.hasCell() ? Tensor.zeros(states(x, options.hiddenSize()), x.dtype()) : null;
        return new State(Tensor.zeros(states(x, options.outputSize()), x.dtype()), cell);
    }

    private State batched(State state, Tensor x, boolean single) {
        var cell = state.cell();
        if (recurrence.hasCell() == (cell == null)) {
            throw new IllegalArgumentException(getClass().getSimpleName()
                    + (cell == null
                            ? ": the state has no cell"
                            : ": the state has a cell; expected a hidden state alone"));
        }
        return new State(
                batched("hidden state", state.hidden(), states(x, options.outputSize()), single),
                cell == null ? null : batched("cell", cell, states(x, options.hiddenSize()), single));
    }

    private Tensor batched(String name, Tensor state, Shape expected, boolean single) {
        var given = single && state.dim() == 2 ? state.unsqueeze(1) : state;
        if (!given.shape().equals(expected)) {
            throw new ShapeException(getClass().getSimpleName() + ": a " + name + " of shape " + state.shape()
                    + "; expected " + (single ? expected.without(1) : expected));
        }
        return given;
    }

    @Override
    protected final String describe() {
        return options.inputSize() + ", " + options.hiddenSize() + ", layers=" + options.layers() + ", bidirectional="
                + options.bidirectional();
    }
}
