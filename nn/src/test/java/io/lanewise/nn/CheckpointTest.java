package io.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lanewise.nn.data.DataLoader;
import io.lanewise.nn.data.TensorDataset;
import io.lanewise.nn.optim.AdamW;
import io.lanewise.nn.optim.Optimizer;
import io.lanewise.tensor.Scope;
import io.lanewise.tensor.Tensor;
import io.lanewise.tensor.io.Safetensors;
import io.lanewise.tensor.random.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    private Path folder;

    /** A small training whose parts are all in a checkpoint. */
    private static final class Learner {
        private final Module model;
        private final Optimizer optimizer;
        private final DataLoader loader;

        Learner(long seed) {
            var generator = new Generator(seed);
            model = new Sequential(new Linear(3, 8, generator), new ReLU(), new Linear(8, 2, generator));
            optimizer = new AdamW(model.parameters(), 0.01);
            var data = new Generator(9);
            var inputs = data.randn(20, 3);
            loader = new DataLoader(new TensorDataset(inputs, inputs.argmax(1).clampMax(1)), 4)
                    .shuffle(5)
                    .recycle();
        }

        void learn(int batches) {
            int done = 0;
            while (done < batches) {
                for (var batch : loader) {
                    try (var _ = Scope.open()) {
                        optimizer.zeroGrad();
                        new CrossEntropyLoss()
                                .forward(model.forward(batch.inputs()), batch.targets())
                                .backward();
                        optimizer.step();
                    }
                    if (++done == batches) {
                        return;
                    }
                }
            }
        }

        Checkpoint checkpoint() {
            return new Checkpoint()
                    .put("model", model)
                    .put("optimizer", optimizer)
                    .put("loader", loader);
        }

        float[] weights() {
            return model.namedParameters().get("0.weight").toFloatArray();
        }
    }

    @Test
    void aTrainingGoesOnToTheBitAlsoFromTheMiddleOfAnEpoch() throws IOException {
        for (int stop : new int[] {1, 5, 7, 10}) {
            var whole = new Learner(1);
            whole.learn(13);

            var file = folder.resolve("at-" + stop);
            var first = new Learner(1);
            first.learn(stop);
            first.checkpoint().note("stop", "" + stop).save(file);

            var second = new Learner(2);
            var saved = Checkpoint.load(file);
            saved.restore("model", second.model)
                    .restore("optimizer", second.optimizer)
                    .restore("loader", second.loader);
            assertThat(saved.note("stop")).isEqualTo("" + stop);
            second.learn(13 - stop);
            assertThat(second.weights()).isEqualTo(whole.weights());
        }
    }

    @Test
    void aGeneratorGoesOnWhereItWas() throws IOException {
        var generator = new Generator(3);
        generator.rand(5);
        var file = folder.resolve("generator");
        new Checkpoint().put("dropout", Stateful.of(generator)).save(file);
        var other = new Generator(4);
        Checkpoint.load(file).restore("dropout", Stateful.of(other));
        assertThat(other.rand(7).toFloatArray()).isEqualTo(generator.rand(7).toFloatArray());
    }

    @Test
    void aFileIsReplacedAtOnceAndNothingIsLeftBeside() throws IOException {
        var file = folder.resolve("checkpoint");
        new Learner(1).checkpoint().save(file);
        new Learner(2).checkpoint().save(file);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        var learner = new Learner(1);
        Checkpoint.load(file).restore("model", learner.model);
        assertThat(learner.weights()).isEqualTo(new Learner(2).weights());
    }

    @Test
    void otherFilesAreNoCheckpoints() throws IOException {
        var file = folder.resolve("tensors");
        Safetensors.write(file, Map.of("a", Tensor.of(1f)), Map.of());
        assertThatThrownBy(() -> Checkpoint.load(file))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("no checkpoint");
    }

    @Test
    void whatIsNotThereIsNamed() {
        var empty = new Checkpoint();
        assertThatThrownBy(() -> empty.note("seed")).hasMessageContaining("'seed'");
        assertThatThrownBy(() -> empty.restore("model", new Linear(1, 1, new Generator(1))))
                .hasMessageContaining("missing 'weight', 'bias'");
    }
}
