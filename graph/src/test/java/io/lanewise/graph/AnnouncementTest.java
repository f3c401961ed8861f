package io.lanewise.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
    private final Program program = Program.of(Graph.capture(
            inputs -> List.of(inputs.getFirst().matmul(inputs.getFirst()).cumsum(0)), Tensor.ones(2, 2)));

    @Test
    void eachOperationIsAnnouncedBeforeItBegins() {
        var names = new ArrayList<String>();
        var outputs = program.run(
                List.of(Tensor.ones(2, 2)), node -> names.add(node.op().name()));
        assertThat(names).containsExactly("matMul", "cumsum");
        assertThat(outputs.getFirst().toFloatArray()).containsExactly(2, 2, 4, 4);
    }

    @Test
    void aRunThatWasEndedHarmsNoLaterOne() {
        assertThatThrownBy(() -> program.run(List.of(Tensor.ones(2, 2)), _ -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(program.run(Tensor.ones(2, 2)).getFirst().toFloatArray()).containsExactly(2, 2, 4, 4);
    }
}
