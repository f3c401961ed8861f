package io.lanewise.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.Engine;
import io.lanewise.tensor.GradMode;
import io.lanewise.tensor.Inference;
import io.lanewise.tensor.Op;
import io.lanewise.tensor.Tensor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GraphCaptureTest {
    /** Counts how often it is computed. */
    private record Counted(AtomicInteger calls) implements Op.Custom {
        @Override
        public Inference.Result infer(List<Tensor> inputs) {
            var x = inputs.getFirst();
            return new Inference.Result(x.shape(), x.dtype());
        }

        @Override
        public Tensor forward(List<Tensor> inputs) {
            calls.incrementAndGet();
            return inputs.getFirst().mul(2);
        }

        @Override
        public List<Tensor> backward(Tensor gradient, List<Tensor> inputs, Tensor output) {
            return List.of(gradient.mul(2));
        }
    }

    @Test
    void whatDependsOnTheInputsIsNotComputed() {
        var op = new Counted(new AtomicInteger());
        var x = Tensor.of(1f, 2f, 3f);
        try (var _ = GradMode.noGrad()) {
            var graph = Graph.capture(
                    in -> {
                        var doubled = Engine.run(op, in.getFirst().add(1));
                        return List.of(Tensor.zeros(3).add_(doubled).view(3, 1));
                    },
                    x);
            assertThat(op.calls()).hasValue(0);
            assertThat(Program.of(graph).run(x).getFirst().toString())
                    .isEqualTo(Tensor.of(4f, 6f, 8f).view(3, 1).toString());
            assertThat(op.calls()).hasValue(1);
        }
    }

    @Test
    void whatTheFunctionMakesMayDecide() {
        var graph = Graph.capture(
                in -> {
                    var made = Tensor.of(1f, 2f).mul(3);
                    return List.of(made.sum().item() == 9 ? in.getFirst() : made);
                },
                Tensor.of(1f, 2f));
        assertThat(graph.outputs().getFirst()).isEqualTo(graph.inputs().getFirst());
    }

    @Test
    void elementsOfWhatMayDifferAreRefused() {
        assertThatThrownBy(() -> Graph.capture(
                        in -> List.of(
                                in.getFirst().mul(2).sum().item() > 0
                                        ? in.getFirst()
                                        : in.getFirst().neg()),
                        Tensor.of(1f, 2f)))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("item() takes the elements of a tensor of shape []");
    }
}
