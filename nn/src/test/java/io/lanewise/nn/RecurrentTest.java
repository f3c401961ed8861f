package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.nn.RecurrentLayer.Result;
import io.lanewise.nn.RecurrentLayer.State;
import io.lanewise.tensor.ShapeException;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.random.Generator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecurrentTest {
    private static final Generator GENERATOR = new Generator(1);
    private static final RecurrentOptions OPTIONS = RecurrentOptions.of(3, 4);
    private static final RecurrentOptions BOTH_WAYS = OPTIONS.withLayers(2).withBidirectional(true);

    private static void assertSame(String name, RecurrentLayer layer, boolean hidden, boolean cell) {
        var reference = new Reference(name);
        reference.load(layer);
        var state = hidden ? new State(reference.input("hidden"), cell ? reference.input("cell") : null) : null;
        reference.check(layer, tensors(layer.run(reference.input("x"), state)));
    }

    private static Tensor[] tensors(Result result) {
        var cell = result.state().cell();
        return cell == null
                ? new Tensor[] {result.output(), result.state().hidden()}
                : new Tensor[] {result.output(), result.state().hidden(), cell};
    }

    private static RNN rnn(RecurrentOptions options, RNN.Nonlinearity nonlinearity) {
        return new RNN(options, nonlinearity, GENERATOR);
    }

    @Test
    void elmansNetworkIsPyTorchs() {
        assertSame("rnn", rnn(BOTH_WAYS, RNN.Nonlinearity.TANH), true, false);
        assertSame("rnn_relu", rnn(OPTIONS.withBias(false), RNN.Nonlinearity.RELU), false, false);
    }

    @Test
    void longShortTermMemoryIsPyTorchs() {
        assertSame("lstm", new LSTM(BOTH_WAYS, GENERATOR), true, true);
        assertSame("lstm_unbatched", new LSTM(3, 4, GENERATOR), false, false);
    }

    @Test
    void projectionsArePyTorchs() {
        var options = OPTIONS.withLayers(2).withBatchFirst(true).withProjSize(2);
        assertSame("lstm_projected", new LSTM(options, GENERATOR), true, true);
    }

    @Test
    void gatedUnitsArePyTorchs() {
        assertSame("gru", new GRU(BOTH_WAYS.withBatchFirst(true), GENERATOR), false, false);
        assertSame("gru_unbatched", new GRU(3, 4, GENERATOR), true, false);
    }

    @Test
    void singleStepsArePyTorchs() {
        var rnn = new Reference("rnn_cell");
        var rnnCell = rnn.load(new RNNCell(3, 4, GENERATOR));
        rnn.check(rnnCell, rnnCell.forward(rnn.input("x"), rnn.input("hidden")));

        var lstm = new Reference("lstm_cell");
        var lstmCell = lstm.load(new LSTMCell(3, 4, GENERATOR));
        var state = lstmCell.forward(lstm.input("x"), new State(lstm.input("hidden"), lstm.input("cell")));
        lstm.check(lstmCell, state.hidden(), Objects.requireNonNull(state.cell()));

        var gru = new Reference("gru_cell");
        var gruCell = gru.load(new GRUCell(3, 4, GENERATOR));
        gru.check(gruCell, gruCell.forward(gru.input("x")));
    }

    /** Reading a sequence in two parts, the second from the state after the first, is reading it at once. */
    @Test
    void aSequenceCanBeReadInParts() {
        for (var layer : new RecurrentLayer[] {
            new RNN(3, 4, GENERATOR), new LSTM(3, 4, GENERATOR), new GRU(OPTIONS.withLayers(2), GENERATOR)
        }) {
            var x = GENERATOR.randn(6, 2, 3);
            var whole = layer.run(x, null);
            var rest = layer.run(
                    x.narrow(0, 2, 4), layer.run(x.narrow(0, 0, 2), null).state());
            assertThat(rest.output().allClose(whole.output().narrow(0, 2, 4), 1e-6, 1e-6, false))
                    .isTrue();
        }
    }

    @Test
    void dropoutIsBetweenLayersOnly() {
        var x = GENERATOR.randn(4, 2, 3);
        var one = new LSTM(OPTIONS.withDropout(0.5), GENERATOR);
        assertThat(one.forward(x).equal(one.forward(x))).isTrue();
        var two = new LSTM(OPTIONS.withDropout(0.5).withLayers(2), GENERATOR);
        assertThat(two.forward(x).equal(two.forward(x))).isFalse();
        two.eval();
        assertThat(two.forward(x).equal(two.forward(x))).isTrue();
    }

    private static void assertRefused(RecurrentLayer layer, Tensor x, @Nullable State state, String message) {
        assertThatThrownBy(() -> layer.run(x, state)).hasMessage(message);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        var lstm = new LSTM(3, 4, GENERATOR);
        var gru = new GRU(3, 4, GENERATOR);
        assertRefused(
                lstm,
                Tensor.zeros(0, 2, 3),
                null,
                "LSTM: expected an input [length, batch, 3] or [length, 3] of length 1 or more, got [0, 2, 3]");
        assertThatThrownBy(() -> gru.forward(Tensor.zeros(5, 2, 4))).isInstanceOf(ShapeException.class);
        var hidden = Tensor.zeros(1, 2, 4);
        assertRefused(lstm, Tensor.zeros(5, 2, 3), new State(hidden, null), "LSTM: the state has no cell");
        assertRefused(
                gru,
                Tensor.zeros(5, 2, 3),
                new State(hidden, hidden),
                "GRU: the state has a cell; expected a hidden state alone");
        assertRefused(
                gru,
                Tensor.zeros(5, 1, 3),
                new State(hidden, null),
                "GRU: a hidden state of shape [1, 2, 4]; expected [1, 1, 4]");
        assertThatThrownBy(() -> new GRU(OPTIONS.withProjSize(2), GENERATOR))
                .hasMessage("GRU: projSize is 2; only an LSTM has projections");
    }
}
