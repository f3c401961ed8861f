package io.lanewise.nn;

import io.lanewise.nn.RecurrentLayer.State;
import io.lanewise.tensor.Tensor;
import java.util.Objects;

/** One step of a recurrent network. What the linear maps of input x and hidden state h gave comes in, for all gates. */
enum Recurrence {
    /** tanh(x + h). */
    TANH(1) {
        @Override
        State step(Tensor x, Tensor h, State before) {
            return new State(x.add(h).tanh(), null);
        }
    },
    /** max(0, x + h). */
    RELU(1) {
        @Override
        State step(Tensor x, Tensor h, State before) {
            return new State(x.add(h).relu(), null);
        }
    },
    /** Gates i, f, g, o: c ← σ(f)·c + σ(i)·tanh(g); h ← σ(o)·tanh(c). Hochreiter and Schmidhuber, 1997. */
    LSTM(4) {
        @Override
        State step(Tensor x, Tensor h, State before) {
            var gates = x.add(h).chunk(4, -1);
            var kept = gates.get(1).sigmoid().mul(Objects.requireNonNull(before.cell()));
            var cell = kept.add(gates.get(0).sigmoid().mul(gates.get(2).tanh()));
            return new State(gates.get(3).sigmoid().mul(cell.tanh()), cell);
        }
    },
    /** Gates r, z, n: n = tanh(xₙ + σ(r)·hₙ); h ← n + σ(z)·(h − n). Cho et al. 2014, arXiv:1406.1078. */
    GRU(3) {
        @Override
        State step(Tensor x, Tensor h, State before) {
            int width = before.hidden().size(-1);
            var gates = x.narrow(-1, 0, 2 * width)
                    .add(h.narrow(-1, 0, 2 * width))
                    .sigmoid()
                    .chunk(2, -1);
            var reset = gates.get(0).mul(h.narrow(-1, 2 * width, width));
            var next = x.narrow(-1, 2 * width, width).add(reset).tanh();
            return new State(next.add(gates.get(1).mul(before.hidden().sub(next))), null);
        }
    };

    private final int gates;

    Recurrence(int gates) {
        this.gates = gates;
    }

    /** How many times the hidden size the linear maps give. */
    int gates() {
        return gates;
    }

    boolean hasCell() {
        return this == LSTM;
    }

    abstract State step(Tensor x, Tensor h, State before);
}
