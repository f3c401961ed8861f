package io.lanewise.onnx.operators;

import io.lanewise.tensor.Shape;
import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * RNN, GRU and LSTM: x [steps, batch, inputs], w [directions, gates·hidden, inputs], r [directions, gates·hidden, hidden]
 * and b [directions, 2·gates·hidden], of which the first half belongs to w.
 */
final class Recurrent {
    private Recurrent() {}

    static @Nullable Operator find(String name) {
        return switch (name) {
            case "RNN" -> Operator.many(call -> run(call, 1, List.of("Tanh"), Recurrent::simple));
            case "GRU" -> Operator.many(call -> run(call, 3, List.of("Sigmoid", "Tanh"), Recurrent::gru));
            case "LSTM" -> Operator.many(Recurrent::lstm);
            default -> null;
        };
    }

    static @Nullable Operator findMicrosoft(String name) {
        return name.equals("DynamicQuantizeLSTM") ? Operator.many(Recurrent::ofBytes) : null;
    }

    private static List<Tensor> lstm(Call call) {
        return run(call, 4, List.of("Sigmoid", "Tanh", "Tanh"), Recurrent::lstm);
    }

    /**
     * Of w [directions, inputs, 4·hidden] and r [directions, hidden, 4·hidden] in bytes, whose scales and zero points are
     * the inputs 8 to 11. The numbers that they stand for are multiplied by x and the hidden state as they are, where ONNX
     * Runtime rounds these to bytes.
     */
    private static List<Tensor> ofBytes(Call call) {
        return lstm(call.with(1, numbers(call, 1, 8)).with(2, numbers(call, 2, 10)));
    }

    /** Weights [directions, 4·hidden, n] of bytes with a scale and a zero point for each direction, or for each column. */
    private static Tensor numbers(Call call, int weights, int scale) {
        return Quantized.dequantized(
                        call.tensor(weights), ofColumns(call.tensor(scale)), ofColumns(call.tensor(scale + 1)))
                .mT();
    }

    private static Tensor ofColumns(Tensor numbers) {
        return numbers.dim() == 2 ? numbers.unsqueeze(1) : numbers.reshape(-1, 1, 1);
    }

    /** What is known of a direction. */
    private record Weights(
            Call call,
            int hidden,
            Tensor recurrent,
            @Nullable Tensor recurrentBias,
            @Nullable Tensor peepholes,
            List<UnaryOperator<Tensor>> functions) {
        /** h·rᵀ for the gates from one to another. */
        Tensor recur(Tensor h, int from, int until) {
            int start = from * hidden;
            int length = (until - from) * hidden;
            var bias = recurrentBias == null ? null : recurrentBias.slice(0, start, start + length);
            return h.linear(recurrent.slice(0, start, start + length), bias);
        }

        /** A gate's sums, and what it sees of the cell. */
        Tensor peep(Tensor sums, int i, Tensor cell) {
            return peepholes == null
                    ? sums
                    : sums.add(peepholes.slice(0, i * hidden, (i + 1) * hidden).mul(cell));
        }
    }

    /** The hidden state [batch, hidden] and, of an LSTM, the cell. */
    private record State(Tensor hidden, @Nullable Tensor cell) {
        /** The new state for the sequences that a step belongs to, this one for the others. */
        State where(Tensor belongs, State other) {
            return new State(
                    belongs.where(hidden, other.hidden),
                    cell == null || other.cell == null ? null : belongs.where(cell, other.cell));
        }
    }

    private interface Cell {
        /** The state after a step, given what comes of the input for all gates, [batch, gates·hidden]. */
        State step(Weights weights, Tensor input, State state);
    }

    private static List<Tensor> run(Call call, int gates, List<String> activations, Cell cell) {
        boolean batchFirst = call.whole("layout", 0) == 1;
        var x = batchFirst ? call.x().transpose(0, 1) : call.x();
        var w = call.tensor(1);
        int directions = w.size(0);
        int hidden = call.whole("hidden_size", w.size(1) / gates);
        check(call, x, w, gates, hidden);
        var direction = call.text("direction", "forward");
        var functions = Gate.of(call, directions, activations);
        var all = new ArrayList<Tensor>();
        var hiddens = new ArrayList<Tensor>();
        var cells = new ArrayList<Tensor>();
        for (int d = 0; d < directions; d++) {
            boolean backward = d == 1 || direction.equals("reverse");
            var own = functions.subList(d * activations.size(), (d + 1) * activations.size());
            var states = direction(call, x, d, gates, hidden, backward, batchFirst, own, cell);
            all.add(Tensor.stack(states.results(), 0));
            hiddens.add(states.last().hidden());
            if (states.last().cell() != null) {
                cells.add(states.last().cell());
            }
        }
        return outputs(batchFirst, all, hiddens, cells);
    }

    private static void check(Call call, Tensor x, Tensor w, int gates, int hidden) {
        var r = call.tensor(2);
        int expected = call.text("direction", "forward").equals("bidirectional") ? 2 : 1;
        var shape = Shape.of(expected, gates * hidden, x.size(-1));
        if (x.dim() != 3 || !w.shape().equals(shape) || !r.shape().equals(shape.with(-1, hidden))) {
            throw new IllegalArgumentException("x " + x.shape() + ", w " + w.shape() + " and r " + r.shape()
                    + " do not match: expected [steps, batch, inputs], [" + expected + ", " + gates * hidden
                    + ", inputs] and [" + expected + ", " + gates * hidden + ", " + hidden + "]");
        }
    }

    private static List<Tensor> outputs(
            boolean batchFirst, List<Tensor> all, List<Tensor> hiddens, List<Tensor> cells) {
        // [steps, directions, batch, hidden], or [batch, steps, directions, hidden]
        var y = Tensor.stack(all, 1);
        var outputs = new ArrayList<Tensor>();
        outputs.add(batchFirst ? y.permute(2, 0, 1, 3) : y);
        outputs.add(Tensor.stack(hiddens, batchFirst ? 1 : 0));
        if (!cells.isEmpty()) {
            outputs.add(Tensor.stack(cells, batchFirst ? 1 : 0));
        }
        return outputs;
    }

    private record Results(List<Tensor> results, State last) {}

    private static Results direction(
            Call call,
            Tensor x,
            int d,
            int gates,
            int hidden,
            boolean backward,
            boolean batchFirst,
            List<UnaryOperator<Tensor>> functions,
            Cell cell) {
        var b = call.has(3) ? call.tensor(3).select(0, d) : null;
        int half = gates * hidden;
        var inputs = x.linear(call.tensor(1).select(0, d), b == null ? null : b.slice(0, 0, half));
        var weights = new Weights(
                call,
                hidden,
                call.tensor(2).select(0, d),
                b == null ? null : b.slice(0, half, 2 * half),
                call.has(7) ? call.tensor(7).select(0, d) : null,
                functions);
        var zero = Tensor.zeros(Shape.of(x.size(1), hidden), x.dtype());
        var state = new State(
                initial(call, 5, d, batchFirst, zero), gates == 4 ? initial(call, 6, d, batchFirst, zero) : null);
        var results = new Tensor[x.size(0)];
        for (int i = 0; i < results.length; i++) {
            int t = backward ? results.length - 1 - i : i;
            var next = cell.step(weights, inputs.select(0, t), state);
            if (call.has(4)) {
                var belongs = call.tensor(4).gt((long) t).unsqueeze(1);
                results[t] = belongs.where(next.hidden(), zero);
                state = next.where(belongs, state);
            } else {
                results[t] = next.hidden();
                state = next;
            }
        }
        return new Results(Arrays.asList(results), state);
    }

    private static Tensor initial(Call call, int input, int d, boolean batchFirst, Tensor zero) {
        return call.has(input) ? call.tensor(input).select(batchFirst ? 1 : 0, d) : zero;
    }

    private static State simple(Weights weights, Tensor input, State state) {
        var sum = input.add(weights.recur(state.hidden(), 0, 1));
        return new State(weights.functions().getFirst().apply(sum), null);
    }

    /** Gates z, r and h. */
    private static State gru(Weights weights, Tensor input, State state) {
        int n = weights.hidden();
        var f = weights.functions().get(0);
        var g = weights.functions().get(1);
        var h = state.hidden();
        var both = f.apply(input.slice(1, 0, 2 * n).add(weights.recur(h, 0, 2)));
        var z = both.slice(1, 0, n);
        var r = both.slice(1, n, 2 * n);
        boolean after = weights.call().whole("linear_before_reset", 0) != 0;
        var recurrent = after ? r.mul(weights.recur(h, 2, 3)) : weights.recur(r.mul(h), 2, 3);
        var candidate = g.apply(input.slice(1, 2 * n, 3 * n).add(recurrent));
        return new State(z.rsub(1).mul(candidate).add(z.mul(h)), null);
    }

    /** Gates i, o, f and c; peepholes i, o and f. */
    private static State lstm(Weights weights, Tensor input, State state) {
        int n = weights.hidden();
        var f = weights.functions().get(0);
        var c = Objects.requireNonNull(state.cell());
        var sums = input.add(weights.recur(state.hidden(), 0, 4));
        var i = f.apply(weights.peep(sums.slice(1, 0, n), 0, c));
        boolean coupled = weights.call().flag("input_forget", false);
        var forget = coupled ? i.rsub(1) : f.apply(weights.peep(sums.slice(1, 2 * n, 3 * n), 2, c));
        var candidate = weights.functions().get(1).apply(sums.slice(1, 3 * n, 4 * n));
        var cell = forget.mul(c).add(i.mul(candidate));
        var o = f.apply(weights.peep(sums.slice(1, n, 2 * n), 1, cell));
        return new State(o.mul(weights.functions().get(2).apply(cell)), cell);
    }
}
